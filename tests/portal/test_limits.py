"""Who asks too often is told to wait; who is known is counted by name, not by address."""

import asyncio

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from asgi import build
from auth.access import Scope
from auth.actions import make_client
from auth.sessions import start_session
from portal.limits import LIMITS, PERSON, identify, kind_of
from portal.server.budget import REMEMBERED, Budget, Budgets
from portal.server.load import SHED, Load, gauge, load, memory
from portal.throttle import SOCKETS, Throttle
from tests.conftest import BASE_URL

OPEN_TO_ANYBODY = LIMITS["address"].burst


async def page(request):
    """Knows Ana by any cookie that names her."""
    if "ana" in request.headers.get("cookie", ""):
        identify(request, PERSON, "ana")
    return PlainTextResponse("here")


@pytest.fixture
def small() -> Starlette:
    """The guard alone, before a page; its clock stands still."""
    return Starlette(
        routes=[Route("/{path:path}", page, methods=["GET", "POST"])],
        middleware=[Middleware(Throttle, clock=lambda: 0.0)],
    )


def browser(app: Starlette, address: str = "192.0.2.1", **cookies: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url=BASE_URL, cookies=cookies)


async def statuses(visitor: httpx2.AsyncClient, path: str, times: int) -> list[int]:
    return [(await visitor.get(path)).status_code for _ in range(times)]


async def test_a_stranger_is_told_when_to_come_again_and_another_address_is_served(small):
    eve = browser(small)
    assert set(await statuses(eve, "/sign-in", OPEN_TO_ANYBODY)) == {200}
    refused = await eve.get("/sign-in")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit"] == '"address";r=0;t=1'
    assert (await browser(small, "192.0.2.2").get("/sign-in")).status_code == 200


async def test_neighbours_of_one_ipv6_network_are_one_caller(small):
    await statuses(browser(small, "2001:db8::1"), "/", OPEN_TO_ANYBODY)
    assert (await browser(small, "2001:db8::2").get("/")).status_code == 429
    assert (await browser(small, "2001:db8:0:1::2").get("/")).status_code == 200


async def test_ana_is_counted_by_name_behind_an_address_that_has_asked_too_much(small):
    ana = browser(small, session="ana")
    assert (await ana.get("/")).status_code == 200
    await statuses(browser(small), "/", OPEN_TO_ANYBODY)
    assert set(await statuses(ana, "/", 40)) == {200}
    found = await statuses(ana, "/", LIMITS["person"].burst)
    assert (found[0], found[-1]) == (200, 429)
    assert (await browser(small, "192.0.2.2", session="ana").get("/")).status_code == 429


async def test_a_cookie_that_is_good_for_nothing_stays_a_strangers(small):
    eve = browser(small)
    found = [
        (await eve.get("/", headers={"cookie": f"session=guess{n}"})).status_code
        for n in range(OPEN_TO_ANYBODY + 1)
    ]
    assert found[-2:] == [200, 429]


async def test_anas_cookie_in_ever_other_dress_is_still_anas(small):
    carl = browser(small)
    found = [
        (await carl.get("/", headers={"cookie": f"session=ana; other={n}"})).status_code
        for n in range(LIMITS["person"].burst + OPEN_TO_ANYBODY + 20)
    ]
    assert found[-1] == 429


async def test_nobody_holds_more_sockets_than_they_have_windows():
    opened, closing, answers = [], asyncio.Event(), []

    async def space(scope, _receive, _send):
        identify(HTTPConnection(scope), PERSON, "ana")
        opened.append(scope)
        await closing.wait()

    async def hear(message):
        answers.append(message)

    guard = Throttle(space)

    def socket():
        cookie = [(b"cookie", b"session=ana")]
        scope = {"type": "websocket", "path": "/spaces/acme/live", "headers": cookie}
        scope |= {"client": ("192.0.2.1", 1), "extensions": {"websocket.http.response": {}}}
        return guard(scope, None, hear)

    async with asyncio.TaskGroup() as group:
        group.create_task(socket())
        await turns()
        held = [group.create_task(socket()) for _ in range(SOCKETS + 3)]
        await turns()
        assert sum(one.done() for one in held) == 3
        closing.set()
    # The first was not known yet, and counted as its address.
    assert len(opened) == SOCKETS + 1
    assert [one["status"] for one in answers if "status" in one] == [429] * 3
    assert not guard.sockets


async def turns() -> None:
    """Let everybody go on until they wait."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_searching_has_a_limit_of_its_own(small):
    ana = browser(small, session="ana")
    found = await statuses(ana, "/spaces/acme/search", LIMITS["search"].burst + 2)
    assert (found[0], found[-1]) == (200, 429)
    assert (await ana.get("/spaces/acme")).status_code == 200


async def test_who_unsubscribes_is_not_sent_away_with_the_strangers(small):
    await statuses(browser(small), "/", OPEN_TO_ANYBODY + 1)
    for path in ("/u/token", "/healthz", "/static/portal.js", "/api/v1/signals/ses"):
        assert (await browser(small).post(path)).status_code == 200, path


VITAL = [
    ("POST", "/u/token"), ("GET", "/u/token"), ("POST", "/sign-out"), ("GET", "/healthz"),
    ("GET", "/readyz"), ("POST", "/admin/clients/7/revocation"), ("POST", "/me/sessions/7/ending"),
    ("POST", "/spaces/acme/contact/silence"), ("POST", "/spaces/acme/contact/wishes/7/removal"),
    ("POST", "/api/v1/signals/ses"), ("POST", "/api/v1/people/7/withdrawal"),
    ("POST", "/api/v1/suppressions"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), VITAL)
def test_what_is_vital_is_never_sent_away(method, path):
    assert kind_of({"type": "http", "method": method, "path": path}).shed == ""


SHEDDABLE = {
    ("GET", "/sign-in"): "anonymous", ("GET", "/i/token"): "anonymous",
    ("GET", "/spaces/acme/search"): "search", ("GET", "/spaces/acme/export.json"): "search",
    ("GET", "/api/v1/spaces"): "api reads", ("POST", "/api/v1/decisions"): "api writes",
    (None, "/spaces/acme/live"): "sockets", ("POST", "/spaces/acme/chat/messages"): "chat",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "kind"), SHEDDABLE.items())
async def test_an_overloaded_portal_sheds_kind_by_kind(asked, kind, small, monkeypatch):
    method, path = asked
    scope = {"method": method, "path": path} if method else {"path": path}
    assert kind_of(scope).shed == kind
    if method is None:
        return
    for level in range(len(SHED) + 1):
        monkeypatch.setattr(load, "level", level)
        answer = await browser(small).request(method, path)
        assert (answer.status_code == 503) == (SHED.index(kind) < level)
        if answer.status_code == 503:
            assert 1 <= int(answer.headers["retry-after"]) <= 30
            assert len(answer.content) < 200


async def test_signed_in_people_keep_their_pages_when_strangers_are_sent_away(small, monkeypatch):
    ana = browser(small, session="ana")
    await ana.get("/")
    monkeypatch.setattr(load, "level", len(SHED))
    assert (await ana.get("/spaces/acme/plan")).status_code == 200
    assert (await browser(small).get("/")).status_code == 503


def test_the_load_rises_slowly_and_falls_fast_a_step_at_a_time():
    process = Load()
    for strain, level in [
        (1.1, 0), (5, 0), (0.9, 0), (2, 0), (2, 0), (2, 1), (2, 1), (2, 1), (2, 2), (0.9, 2),
        (0.7, 1), (0.1, 0), (0.1, 0),
    ]:  # fmt: skip
        process.step(strain)
        assert process.level == level
    for _ in range(30):
        process.step(2)
    assert process.level == len(SHED)


def test_the_worst_measure_is_the_load():
    calm = {"lag_s": 0.0, "database_s": 0.001, "in_flight": 0, "memory_bytes": 0}
    assert gauge(**calm) < 0.1
    for worse in ({"lag_s": 0.2}, {"database_s": 1}, {"in_flight": 300}, {"memory_bytes": 2**31}):
        assert gauge(**calm | worse) > 1
    assert 10_000_000 < memory() < 2**31


def test_who_asks_in_vain_spends_nothing():
    now = 0.0
    budget = Budget(2, 1, clock=lambda: now)
    assert [budget.ask(), budget.ask(), budget.ask()] == [0, 0.5, 0.5]
    now = 0.5
    assert (budget.left, budget.ask()) == (1, 0)


def test_those_not_seen_for_longest_are_forgotten():
    budgets = Budgets(1, 1)
    ana = budgets.of("ana")
    for n in range(REMEMBERED - 1):
        budgets.of(n)
    assert budgets.of("ana") is ana
    budgets.of("one more")
    assert budgets.of("ana") is ana


async def test_the_portal_itself_knows_ana_and_tells_a_program_what_it_has_left(
    settings, world, mailer
):
    token = await start_session(world.ana.person, method="test", browser="test")
    _, client_token = await make_client("Mailing tool", [Scope.GATE_ASK])
    app = build(settings, mailer=mailer, work=False)
    async with app.router.lifespan_context(app):
        ana, program, eve = browser(app, session=token), browser(app, "192.0.2.2"), browser(app)
        assert (await ana.get("/me")).status_code == 200
        assert 429 in await statuses(eve, "/sign-in", 3 * OPEN_TO_ANYBODY)
        assert (await ana.get("/me")).status_code == 200
        program.headers["authorization"] = f"Bearer {client_token}"
        answer = await program.post("/api/v1/decisions", json={})
        assert answer.status_code == 422
        assert answer.headers["ratelimit-policy"] == '"client";q=600;w=60'
        problems = [await eve.post("/api/v1/decisions", json={}) for _ in range(20)]
        assert 429 in {problem.status_code for problem in problems}
        assert {problem.headers["content-type"] for problem in problems} == {
            "application/problem+json"
        }
