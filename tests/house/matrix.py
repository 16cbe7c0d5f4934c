"""Who gets what answer from every route: asked of the real app, compared with what is pinned."""

import re
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from auth.sessions import start_session
from customer_space.accounts.rights import RIGHTS, Right
from portal.server.budget import Budget
from portal.server.outlet import EXTENSION
from tests.conftest import BASE_URL, person_named
from world import SEATS, World

IN_ACME = [name for name, seat in SEATS.items() if seat[3] == "acme"]
EVERYBODY = ["nobody", *SEATS, "ada"]

ANYONE, SIGNED_IN, ADMIN = "anyone", "signed in", "admin"
METRICS = "with the metrics token"
CAMPAIGNS = "asks the gate in some space"
ENDS_SESSIONS = ("/sign-out", "/ending")


@dataclass(frozen=True)
class Scoped:
    """For API clients with this scope."""

    scope: str


Expected = Right | Scoped | str


def doors(app: Starlette) -> list[tuple[str, str, Route | WebSocketRoute]]:
    """Every (method, path) of the real route table; sockets have the method WS."""
    found: list[tuple[str, str, Route | WebSocketRoute]] = []
    for route in app.routes:
        if isinstance(route, Mount):
            continue
        if isinstance(route, WebSocketRoute):
            found.append(("WS", route.path, route))
        else:
            assert isinstance(route, Route), route
            methods = set(route.methods or ()) - {"HEAD"}
            found += [(method, route.path, route) for method in sorted(methods)]
    return found


def key(method: str, path: str) -> str:
    return f"{method} {path}"


class Asker:
    """Asks the app as each of the named people."""

    def __init__(self, app: Starlette, world: World) -> None:
        self.app, self.world = app, world
        self.cookies: dict[str, str] = {"nobody": ""}

    async def ask(self, name: str, method: str, path: str) -> tuple[int, bytes]:
        """Status (401 also for a redirect to sign in) and body; a socket's close code (0: in)."""
        cookie = await self.cookie_of(name, fresh=path.endswith(ENDS_SESSIONS))
        if method == "WS":
            return await open_socket(self.app, path, cookie), b""
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False), base_url=BASE_URL
        ) as browser:
            answer = await browser.request(
                method, path, headers={"cookie": cookie, "sec-fetch-site": "same-origin"}
            )
            to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
            return (401 if to_sign_in else answer.status_code), answer.content

    async def cookie_of(self, name: str, *, fresh: bool) -> str:
        if name != "nobody" and (fresh or name not in self.cookies):
            person = person_named(self.world, name)
            token = await start_session(person, method="test", browser="matrix")
            if fresh:
                return f"session={token}"
            self.cookies[name] = f"session={token}"
        return self.cookies[name]


def filled(path: str, space: str) -> str:
    """The path with its parameters: this space, and things that do not exist."""
    path = path.replace("{space}", space)
    path = re.sub(r"\{\w+:uuid\}", lambda _: str(uuid4()), path)
    return re.sub(r"\{\w+(:\w+)?\}", "missing", path)


async def faults(asker: Asker, method: str, path: str, who: Expected) -> AsyncIterator[str]:
    """What is wrong with who gets in by this door; nothing where all is as pinned."""
    for name in EVERYBODY:
        for space in ("acme-corporation", "globex", "missing") if "{space}" in path else ("",):
            status, _ = await asker.ask(name, method, filled(path, space))
            if not _is_right(status, _verdict(name, space, path, who), method, path):
                yield f"{method} {path}: {name} at {space or 'the portal'} got {status}"


def _verdict(name: str, space: str, path: str, who: Expected) -> str:
    """in | stranger (must sign in) | missing (404) | refused (403)."""
    if who == ANYONE:
        return "in"
    if who == METRICS:
        return "missing"
    if isinstance(who, Scoped):
        return "no token"
    if name == "nobody":
        return "stranger"
    if who == SIGNED_IN:
        return "in"
    if who == ADMIN:
        return "in" if name == "ada" else "refused"
    if who == CAMPAIGNS:
        return "in" if name in SEATS and Right.ASK_GATE in RIGHTS[SEATS[name][4]] else "refused"
    assert isinstance(who, Right)
    seat = SEATS.get(name)
    if seat is None or not space.startswith(seat[3]):
        return "missing"
    return "in" if who in RIGHTS[seat[4]] else "refused"


def _is_right(status: int, verdict: str, method: str, path: str) -> bool:
    if method == "WS":
        codes = {"stranger": {4401}, "missing": {4404}, "refused": {1008}, "in": {0, 4404}}
        return status in codes[verdict]
    match verdict:
        case "in":
            return status < 500 and status != 403 and (status != 401 or path.startswith("/sign-in"))
        case "stranger":
            return status == 401
        case "missing":
            return status == 404
        case "refused":
            return status == 403
        case "no token":
            return status == 401
    raise AssertionError(verdict)


class Unheard:
    """The server's end of a socket at which nobody listens, and that says goodbye at once."""

    conversation: Coroutine[Any, Any, None] | None = None

    def keep(self, conversation: Coroutine[Any, Any, None]) -> None:
        self.conversation = conversation

    async def receive(self) -> dict[str, object]:
        return {"type": "websocket.disconnect", "code": 1000}

    def push(self, _frames: bytes, **_: object) -> bool:
        return True

    def unread(self) -> int:
        return 0

    def hang_up(self, _code: int, _reason: str) -> None: ...


async def open_socket(app: Starlette, path: str, cookie: str) -> int:
    """Shake hands, say goodbye; the close code the server gave, 0 if it let us in."""
    sent: list[dict[str, object]] = []
    incoming = iter([{"type": "websocket.connect"}])

    async def receive() -> dict[str, object]:
        return next(incoming, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    outlet = Unheard()
    server = {"outlet": outlet, "messages": Budget(100, 100)}
    scope = {
        "type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"sec-fetch-site", b"same-origin"),
                    (b"cookie", cookie.encode())],
        "subprotocols": [], "scheme": "ws", "extensions": {EXTENSION: server},
        "client": ("test", 1), "server": ("testserver", 80), "app": app, "root_path": "",
        "state": {},
    }  # fmt: skip
    await app(scope, receive, send)
    if outlet.conversation:
        await outlet.conversation
    closes = [message["code"] for message in sent if message["type"] == "websocket.close"]
    return int(closes[0]) if closes else 0  # type: ignore[call-overload]
