"""Routes that cannot be written without saying who may use them."""

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from portal.errors import NotAllowed, NotFound, PortalError, SignInNeeded

Access = Callable[[HTTPConnection], Awaitable[Any]]
"""Lets somebody in and says who it is, or raises a PortalError. What it returns is the handler's
second argument."""


class Page(Route):
    """A route that says who may use it; the house tests accept no other."""

    access: Access


class Socket(WebSocketRoute):
    """As Page, for a websocket."""

    access: Access


def page(
    path: str,
    handler: Callable[[Request, Any], Awaitable[Response]],
    *,
    access: Access,
    methods: Sequence[str] = ("GET",),
    max_body_size: int | None = None,
) -> "Page":
    """A page or a form: `handler(request, whoever)`, where `whoever` is what `access` let in."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        whoever = await route.access(request)
        request.state.whoever = whoever
        return await handler(request, whoever)

    route = Page(
        path, answer, methods=list(methods), name=_name(handler), max_body_size=max_body_size
    )
    route.access = access
    return route


def endpoint(
    path: str,
    handler: Callable[[Request, Any], Awaitable[Response]],
    *,
    scope: Access,
    methods: Sequence[str] = ("GET",),
) -> "Page":
    """A path of the API: `handler(request, client)`, where `scope` lets an API client in."""
    return page(path, handler, access=scope, methods=methods)


CLOSE_CODES = {SignInNeeded: 4401, NotFound: 4404, NotAllowed: 1008}


def socket(
    path: str,
    handler: Callable[[WebSocket, Any], Awaitable[None]],
    *,
    access: Access,
) -> "Socket":
    """A websocket: `handler(websocket, whoever)`.

    Who may not come in is told so by a close code a browser can read (surface.md), which needs
    the handshake to be accepted first.
    """

    async def listen(websocket: WebSocket) -> None:
        try:
            whoever = await route.access(websocket)
        except PortalError as error:
            await websocket.accept(_subprotocol(websocket))
            await websocket.close(CLOSE_CODES.get(type(error), 1011), error.sentence[:120])
            return
        await handler(websocket, whoever)

    route = Socket(path, listen, name=_name(handler))
    route.access = access
    return route


def _subprotocol(websocket: WebSocket) -> str | None:
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered[0] if offered else None


def _name(handler: Callable[..., Any]) -> str:
    """`customer_space.plans.pages.show_plan` is the route `plans.show_plan`."""
    return f"{handler.__module__.split('.')[-2]}.{handler.__name__}"
