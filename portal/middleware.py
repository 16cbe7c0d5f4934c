"""Guards round every request. Pure ASGI, so that websocket handshakes pass through them too."""

import logging
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.database import Database, connected

log = logging.getLogger("parley.request")

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
WITHOUT_ORIGIN = ("/api/", "/u/")
"""Paths that are asked without cookies, by programs and mail servers."""


class SameOriginOnly:
    """Refuse writes and sockets that another site started (Sec-Fetch-Site, else Origin).

    A browser always sends one of the two with such requests; a cookie without either is refused.
    """

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self.app = app
        self.host = urlsplit(base_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._is_ours(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await PlainTextResponse("Another site may not listen here.", 403)(scope, receive, send)
        else:
            await PlainTextResponse("Another site may not write here.", 403)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        if scope.get("method") in SAFE_METHODS or scope["path"].startswith(WITHOUT_ORIGIN):
            return True
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if site := headers.get("sec-fetch-site"):
            return site in {"same-origin", "none"}
        if origin is not None:
            return urlsplit(origin).netloc == headers.get("host") and origin != "null"
        return "cookie" not in headers


class KnownHostOnly:
    """Refuse a foreign Host header: no link is ever built from it."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self.app = app
        self.host = urlsplit(base_url).hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and not self._is_known(scope):
            await PlainTextResponse("This is not the host you asked for.", 400)(
                scope, receive, send
            )
        else:
            await self.app(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        host = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname
        return host == self.host or host in {"127.0.0.1", "localhost", "::1"}


class SecurityHeaders:
    """Strict headers on every answer; personal pages are never cached."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_to(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add_to(self, headers: MutableHeaders) -> None:
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cache-Control", "no-store")
        if self.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000")


class OnDatabase:
    """Let each request and socket work on this app's database."""

    def __init__(self, app: ASGIApp, *, database: Database) -> None:
        self.app = app
        self.database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        with connected(self.database):
            await self.app(scope, receive, send)


class RequestLog:
    """One line a request: method, route, status, milliseconds.

    The route, not the path: links of mails carry their proof in the path.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        start = time.perf_counter()

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            spent = 1000 * (time.perf_counter() - start)
            route = getattr(scope.get("route"), "path", "(no route)")
            log.info("%s %s %d %.0f ms", scope["method"], route, status, spent)
