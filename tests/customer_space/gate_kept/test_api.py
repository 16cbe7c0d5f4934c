"""Programs ask the gate over HTTP: strictly, once, and only within their scopes."""

from datetime import timedelta

import httpx2
import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.models import Decision, KeptAnswer, Reservation, Touch
from portal.clock import now, shifted
from tests.conftest import BASE_URL

DECISIONS = "/api/v1/decisions"


@pytest.fixture
async def mailing_tool(app, world):
    """A mailing tool that may ask and report, and nothing else."""
    _, token = await make_client("Mailing tool", [Scope.GATE_ASK, Scope.GATE_REPORT])
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=BASE_URL,
        headers={"authorization": f"Bearer {token}"},
    ) as program:
        yield program


def question(world, **other):
    usual = {
        "mode": "reserve",
        "sender": {"kind": "campaign", "id": "autumn"},
        "recipient": {"person_id": str(world.ana.person_id)},
        "channel": "email",
        "topic": "advice",
        "account_id": str(world.acme.id),
    }
    return usual | other


async def ask(program, words, key="k1", path=DECISIONS):
    return await program.post(path, json=words, headers={"idempotency-key": key})


async def test_a_mailing_tool_reserves_and_commits(mailing_tool, world):
    allowed = await ask(mailing_tool, question(world))
    answer = allowed.json()

    assert allowed.status_code == 200
    assert answer["outcome"] == "allow"
    assert answer["reservation"]["state"] == "held"
    assert answer["explanation"]["short"] == "You allow advice by e-mail at this time."
    path = f"/api/v1/reservations/{answer['reservation']['id']}:commit"
    sender = {"sender": {"kind": "campaign", "id": "autumn"}}
    done = (await ask(mailing_tool, sender, "k2", path)).json()
    assert done["reservation"]["state"] == "committed"
    assert done["permit_id"]
    assert await Touch.filter(id=done["touch_id"]).exists()


async def test_a_no_is_an_answer_with_its_reason_and_its_alternative(mailing_tool, world):
    refused = await ask(mailing_tool, question(world, topic="offers"))

    assert refused.status_code == 200
    assert refused.json()["outcome"] == "redirect"
    assert refused.json()["reasons"][0]["code"] == "consent.missing"
    assert refused.json()["alternatives"][0]["channel"] == "portal"
    assert refused.json()["reservation"] is None


async def test_the_same_key_gets_the_same_answer_and_writes_nothing_new(mailing_tool, world):
    first = (await ask(mailing_tool, question(world))).json()
    again = (await ask(mailing_tool, question(world))).json()

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["reservation"] == first["reservation"]
    assert await Reservation.all().count() == await Decision.all().count() == 1
    other = await ask(mailing_tool, question(world, channel="portal"))
    assert other.status_code == 422
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert await Decision.all().count() == 1


async def test_a_lapsed_place_is_a_conflict(mailing_tool, world):
    held = (await ask(mailing_tool, question(world))).json()["reservation"]["id"]
    path = f"/api/v1/reservations/{held}:commit"
    sender = {"sender": {"kind": "campaign", "id": "autumn"}}

    with shifted(timedelta(hours=25)):
        late = await ask(mailing_tool, sender, "late", path)

    assert late.status_code == 409
    assert late.json()["type"] == "/problems/reservation-lapsed"
    other = {"sender": {"kind": "campaign", "id": "spring"}}
    assert (await ask(mailing_tool, other, "other", path)).status_code == 404


async def test_looking_needs_no_key_and_keeps_nothing(mailing_tool, world):
    looked = await mailing_tool.post(DECISIONS, json=question(world, mode="simulate"))

    assert looked.json()["outcome"] == "allow"
    assert looked.json()["decision_id"] is None
    assert await Decision.all().count() == await KeptAnswer.all().count() == 0


async def test_a_report_is_always_kept(mailing_tool, world):
    words = question(world) | {
        "channel": "visit",
        "topic": "visits",
        "outcome": "reached",
        "occurred_at": (now() - timedelta(days=1)).isoformat(),
        "external_id": "crm:17",
    }
    del words["mode"]

    told = await ask(mailing_tool, words, path="/api/v1/touches")
    again = await ask(mailing_tool, words, "k9", path="/api/v1/touches")

    assert told.status_code == 201
    assert told.json()["compliance"] == "unasked"
    assert again.json()["touch_id"] == told.json()["touch_id"]
    assert await Touch.all().count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2020-01-01T10:00:00Z"},
        {"at": (now() + timedelta(days=401)).isoformat()},
        {"at": "2030-01-01T10:00:00"},
        {"channel": "pigeon"},
        {"topic": "gossip"},
        {"mode": "force"},
        {"bypass": True},
        {"weight": -1},
        {"weight": "1"},
        {"recipient": {}},
        {"recipient": {"address": "not an address"}},
        {"account_id": "00000000-0000-7000-8000-000000000000"},
        {"in_reply_to": "00000000-0000-7000-8000-000000000000"},
        {"topic": "ad\x00vice"},
    ],
)
async def test_what_cannot_be_asked_is_refused_with_its_problem(change, mailing_tool, world):
    refused = await ask(mailing_tool, question(world) | change)

    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"]
    assert await Decision.all().count() == 0
    assert (await ask(mailing_tool, question(world))).status_code == 200


async def test_only_a_client_with_the_scope_is_heard(app, mailing_tool, world):
    _, reader = await make_client("Reader", [Scope.DIRECTORY_READ])

    async def status(token, path=DECISIONS):
        headers = {"authorization": f"Bearer {token}", "idempotency-key": "x"}
        return (await mailing_tool.post(path, json=question(world), headers=headers)).status_code

    assert await status("nonsense") == 401
    assert await status(reader) == 403
    assert await status(reader, "/api/v1/touches") == 403
    spoilt = {"idempotency-key": "y", "content-type": "application/json"}
    broken = await mailing_tool.post(DECISIONS, content=b"{", headers=spoilt)
    assert broken.status_code == 400
    keyless = await mailing_tool.post(DECISIONS, json=question(world))
    assert keyless.status_code == 422


async def test_a_program_can_speak_for_a_rep_but_not_for_a_customer(mailing_tool, world):
    rob = {"kind": "rep", "id": str(world.rob.person_id)}
    carl = {"kind": "rep", "id": str(world.carl.person_id)}

    assert (await ask(mailing_tool, question(world, sender=rob))).status_code == 200
    assert (await ask(mailing_tool, question(world, sender=carl), "k2")).status_code == 403


async def test_a_call_marked_as_service_but_advertising_is_marketing(mailing_tool, world):
    plain = await ask(mailing_tool, question(world, topic="orders"), "a")
    promoting = question(world, topic="orders", contains_promotion=True)
    urgent = question(world, topic="security", urgency="immediate", channel="voice_live")

    assert plain.json()["outcome"] == "allow"
    assert (await ask(mailing_tool, promoting, "b")).json()["outcome"] != "allow"
    await ask(mailing_tool, urgent, "c")
    last = await Decision.all().order_by("-decided_at").first()
    assert last.message_class == "service"
