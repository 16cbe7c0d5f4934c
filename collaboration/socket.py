"""The socket of a space: what happens there, as it happens, and the way to say something.

A client says hello, hears what came since its last number, and goes on live: no gap, no double.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

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
    Ending,
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

SUBPROTOCOL = "parley.json"
FAREWELL_S = 2.0
LONGEST = 16 * 1024  # bytes of a frame
BAD_ONES = 3
SOCKETS_A_MEMBER = 10


async def listen(websocket: WebSocket, member: Member) -> None:
    """Until either side ends it."""
    as_data = SUBPROTOCOL in websocket.scope.get("subprotocols", [])
    await websocket.accept(SUBPROTOCOL if as_data else None)
    with suppress(WebSocketDisconnect):
        ending = await _serve(websocket, member, form=JSON if as_data else HTML)
        with suppress(TimeoutError, RuntimeError):
            await asyncio.wait_for(websocket.close(ending.code, ending.reason), FAREWELL_S)


async def _serve(websocket: WebSocket, member: Member, *, form: str) -> Ending:
    live: LiveService = websocket.app.state.live
    session = await session_of(websocket)
    if session is None:
        return SIGN_IN
    listener = Listener(member, session.id, form=form)
    if len(live.hub.listeners(f"member:{member.id}")) >= SOCKETS_A_MEMBER:
        return TOO_MANY
    await _hear_hello(websocket, listener, live.hello_within_s)
    if listener.ended.done():
        return listener.ended.result()
    try:
        return await _converse(websocket, listener, live)
    except OUTAGES:
        return RESTART


async def _hear_hello(websocket: WebSocket, listener: Listener, within_s: float) -> None:
    try:
        text = await asyncio.wait_for(_next_text(websocket, listener), within_s)
        if text is not None and read(text)["type"] != "hello":
            listener.end(MALFORMED)
    except TimeoutError:
        listener.end(TOO_LATE)
    except BadMessage:
        listener.end(MALFORMED)


async def _converse(websocket: WebSocket, listener: Listener, live: LiveService) -> Ending:
    async with (
        _joined(listener, live),
        _side_by_side(
            listener.write(websocket.send_text),
            _catch_up(listener, live, since=websocket.query_params.get("since")),
            _read_all(websocket, listener, live),
        ) as failed,
    ):
        await asyncio.wait([listener.ended, failed], return_when=asyncio.FIRST_COMPLETED)
        return failed.result() if failed.done() else listener.ended.result()


@asynccontextmanager
async def _joined(listener: Listener, live: LiveService) -> AsyncIterator[None]:
    """Hears its topics and is seen, for as long as the block lasts."""
    try:
        await live.relay.join(listener)
        await standing.check([listener])  # the rights may have changed while nothing was heard
        yield
    finally:
        live.relay.leave(listener)


async def _catch_up(listener: Listener, live: LiveService, *, since: str | None) -> None:
    number, known = _number(since)
    position, must_reload = await start_of(listener.numbered, number)
    member = listener.member
    you = {"id": member.id, "name": member.name, "side": member.side}
    listener.offer(frame("hello", number=position, you=you))
    if must_reload or not known:
        listener.offer(RELOAD)
    live.presence.arrive(listener)
    try:
        await live.relay.resume(listener, position)
        await asyncio.Future()
    finally:
        live.presence.leave(listener)


async def _read_all(websocket: WebSocket, listener: Listener, live: LiveService) -> None:
    bad = 0
    while (text := await _next_text(websocket, listener)) is not None:
        try:
            await receive(text, listener, live)
        except BadMessage:
            bad += 1
            listener.offer(refused(None, BAD))
            if bad == BAD_ONES:
                listener.end(MALFORMED)


async def _next_text(websocket: WebSocket, listener: Listener) -> str | None:
    """The next frame; None if it ended the socket."""
    message = await websocket.receive()
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


@asynccontextmanager
async def _side_by_side(*works: Coroutine[Any, Any, None]) -> AsyncIterator["asyncio.Future[Any]"]:
    """Run these during the block; the future given fails with the first of them that fails."""
    failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def note(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and not failed.done():
            failed.set_exception(error)

    tasks = [asyncio.create_task(work) for work in works]
    for task in tasks:
        task.add_done_callback(note)
    try:
        yield failed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        failed.cancel()


routes = [socket("/spaces/{space}/live", listen, access=may(Right.READ_SPACE))]
