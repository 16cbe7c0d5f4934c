"""Sends away who asks too often (429), and what an overloaded process cannot serve (503).

Neither asks the database or a template. Header fields as in RFC 9110 (Retry-After) and
draft-ietf-httpapi-ratelimit-headers-10 (RateLimit, RateLimit-Policy).
"""

import time
from collections import Counter
from collections.abc import Callable, Hashable
from math import ceil

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.answers import problem_details
from portal.errors import TooMany
from portal.ids import some_of
from portal.limits import ADDRESS, CALLER, CLIENT, LIMITS, OPEN, PERSON, Book, Caller, Kind, kind_of
from portal.server.load import load

COME_AGAIN_S = (1, 30)
API = "/api/"
SOCKETS = 20  # whose calls are open, of one person; a space counts those in it (its census)


class Throttle:
    """Pure ASGI, so that handshakes of sockets pass through it too."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.book = Book(clock)
        self.sockets: Counter[tuple[str, Hashable]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        caller, kind = self.book.caller(scope), kind_of(scope)
        refusal = _shed(kind, caller) or self._too_often(kind, caller, scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope[CALLER] = caller
        await self._pass_on(caller, scope, receive, send)

    async def _pass_on(self, caller: Caller, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._hold_socket(caller, scope, receive, send)
            return
        load.in_flight += 1
        try:
            await self.app(scope, receive, self._telling(caller, send))
        finally:
            load.in_flight -= 1
            if not caller.identified:
                self.book.forget(caller.credentials)

    async def _hold_socket(
        self, caller: Caller, scope: Scope, receive: Receive, send: Send
    ) -> None:
        who = caller.who
        if not caller.anonymous and self.sockets[who] >= SOCKETS:
            await _refusal(COME_AGAIN_S[1], PERSON, scope)(scope, receive, send)
            return
        self.sockets[who] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sockets[who] -= 1
            self.sockets += Counter()  # drops who is down to zero

    def _too_often(self, kind: Kind, caller: Caller, scope: Scope) -> Response | None:
        who = (ADDRESS, caller.address) if kind.limit == OPEN else caller.who
        for limit in (OPEN,) if kind.limit == OPEN else filter(None, (who[0], kind.limit)):
            wait = self.book.budget(limit, who).ask()
            if wait > 0:
                return _refusal(ceil(wait), limit, scope)
        return None

    def _telling(self, caller: Caller, send: Send) -> Send:
        """Programs are told with each answer what they have left."""

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start" and caller.who[0] == CLIENT:
                left = self.book.budget(CLIENT, caller.who).left
                _add_limits(MutableHeaders(scope=message), CLIENT, left, 1)
            await send(message)

        return send_with_limits


def _shed(kind: Kind, caller: Caller) -> Response | None:
    what = kind.shed
    if not load.sheds(what) or (what == "anonymous" and not caller.anonymous):
        return None
    least, most = COME_AGAIN_S
    seconds = round(some_of(most, at_least=least))
    sentence = "We are busy. Please try again in a moment."
    return PlainTextResponse(sentence, 503, {"Retry-After": str(seconds)})


def _refusal(wait_s: int, limit: str, scope: Scope) -> Response:
    if scope["path"].startswith(API):
        response: Response = problem_details(TooMany(wait_s))
    else:
        sentence = f"That was too often. Please come again in {wait_s} seconds."
        response = PlainTextResponse(sentence, 429, {"Retry-After": str(wait_s)})
    _add_limits(response.headers, limit, 0, wait_s)
    return response


def _add_limits(headers: MutableHeaders, name: str, left: int, in_s: int) -> None:
    limit = LIMITS[name]
    headers["RateLimit-Policy"] = f'"{name}";q={limit.times};w={limit.within_s}'
    headers["RateLimit"] = f'"{name}";r={left};t={in_s}'
