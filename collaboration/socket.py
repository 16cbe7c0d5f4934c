"""The socket of a space: what happens there, as it happens, and the way to say something.

A client says hello, hears what came since its last number, and goes on live: no gap, no double.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from auth.sessions import session_of
from collaboration import standing
from collaboration.frames import (
    HTML,
    JSON,
    MALFORMED,
    NOT_TEXT,
    RELOAD,
    RESTART,
    SIGN_IN,
    TOO_BIG,
    TOO_LATE,
    TOO_MANY,
    frame,
    refused,
)
from collaboration.hub import Listener
from collaboration.incoming import BAD, BadMessage, read, receive
from collaboration.relay import start_of
from collaboration.rendering import OUTAGES
from collaboration.service import LiveService
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from portal.routing import socket
from portal.server.outlet import outlet_of

log = logging.getLogger(__name__)

SUBPROTOCOL = "parley.json"
LONGEST = 16 * 1024  # bytes of a frame
BAD_ONES = 3


async def listen(websocket: WebSocket, member: Member) -> None:
    """Let a member in; the conversation goes on until either side ends it."""
    as_data = SUBPROTOCOL in websocket.scope.get("subprotocols", [])
    await websocket.accept(SUBPROTOCOL if as_data else None)
    live: LiveService = websocket.app.state.live
    outlet = outlet_of(websocket)
    session = await session_of(websocket)
    if session is None:
        outlet.hang_up(*SIGN_IN)
        return
    form = JSON if as_data else HTML
    listener = Listener(member, session.id, form=form, outlet=outlet)
    if not live.census.admit(listener):
        listener.end(TOO_MANY)
        return
    outlet.keep(_attend(listener, live, websocket.query_params.get("since")))


async def _attend(listener: Listener, live: LiveService, since: str | None) -> None:
    try:
        with suppress(WebSocketDisconnect):
            await _hear_hello(listener, live.hello_within_s)
            await _converse(listener, live, since)
    finally:
        live.census.leave(listener)


async def _hear_hello(listener: Listener, within_s: float) -> None:
    try:
        text = await asyncio.wait_for(_next_text(listener), within_s)
        if text is not None and read(text)["type"] != "hello":
            listener.end(MALFORMED)
    except TimeoutError:
        listener.end(TOO_LATE)
    except BadMessage:
        listener.end(MALFORMED)


async def _converse(listener: Listener, live: LiveService, since: str | None) -> None:
    if listener.ended is not None:
        return
    try:
        await live.relay.join(listener)
        await standing.check([listener])  # the rights may have changed while nothing was heard
        position = await _greet(listener, since=since)
        async with _present(listener, live, position, again=since is not None):
            await _read_all(listener, live)
    except OUTAGES:
        listener.end(RESTART)
    finally:
        live.relay.leave(listener)


async def _greet(listener: Listener, *, since: str | None) -> int:
    number, known = _number(since)
    position, must_reload = await start_of(listener.numbered, number)
    member = listener.member
    you = {"id": member.id, "name": member.name, "side": member.side}
    listener.offer(frame("hello", number=position, you=you))
    if must_reload or not known:
        listener.offer(RELOAD)
    return position


@asynccontextmanager
async def _present(
    listener: Listener, live: LiveService, position: int, *, again: bool
) -> AsyncIterator[None]:
    """Is seen, and catches up from `position` beside what the block does."""
    live.presence.arrive(listener)
    task = asyncio.create_task(_catch_up(listener, live, position, again=again))
    try:
        yield
    finally:
        live.presence.leave(listener)
        task.cancel()
        await asyncio.wait([task])


async def _catch_up(listener: Listener, live: LiveService, position: int, *, again: bool) -> None:
    try:
        await live.relay.resume(listener, position)
        if again:
            await live.relay.resume_side(listener, position)
    except Exception as error:
        if not isinstance(error, OUTAGES):
            log.exception("a listener could not catch up")
        listener.end(RESTART)


async def _read_all(listener: Listener, live: LiveService) -> None:
    bad = 0
    while (text := await _next_text(listener)) is not None and listener.ended is None:
        try:
            await receive(text, listener, live)
        except BadMessage:
            bad += 1
            listener.offer(refused(None, BAD))
            if bad == BAD_ONES:
                listener.end(MALFORMED)


async def _next_text(listener: Listener) -> str | None:
    """The next frame; None if it ended the socket."""
    message = await listener.outlet.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1005)
    text: str | None = message.get("text")
    if text is None:
        listener.end(NOT_TEXT)
    elif len(text.encode()) > LONGEST:
        listener.end(TOO_BIG)
        return None
    return text


def _number(since: str | None) -> tuple[int | None, bool]:
    """The number a client has seen, and whether what it said could be one."""
    if since is None:
        return None, True
    if since.isascii() and since.isdigit() and len(since) < len(str(2**63)):
        return int(since), True
    return None, False


routes = [socket("/spaces/{space}/live", listen, access=may(Right.READ_SPACE))]
