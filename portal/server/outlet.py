"""Writing to a websocket at once, beside ASGI's `send`: the same frames for many, joined in one.

A write of 64 messages costs little more than a write of one (the kernel is what costs), and a
queue with a task for each listener costs more than either.
"""

from collections.abc import Coroutine
from typing import Any, Protocol

from starlette.websockets import WebSocket
from websockets.frames import Frame, Opcode

from portal.server.budget import Budget

EXTENSION = "portal.server"  # in scope["extensions"]; put there by HardenedWebSocket


class Outlet(Protocol):
    """The server's end of an accepted websocket."""

    def push(self, frames: bytes, *, backlog: int) -> bool:
        """Write ready frames. A peer that has left more than `backlog` bytes unread is dropped.

        Returns whether they are on their way.
        """

    def unread(self) -> int:
        """Bytes that wait, in this process, for the peer to read."""

    def hang_up(self, code: int, reason: str) -> None:
        """Close with a code; the application gets its disconnect next."""

    async def receive(self) -> Any:
        """The next event of ASGI: a message, or the disconnect."""

    def keep(self, conversation: Coroutine[Any, Any, None]) -> None:
        """Stay open for this conversation, though the application's call returns.

        A call of ASGI holds a dozen layers, the scope and its headers for as long as it lasts:
        20 kB for each socket that only waits.
        """


def outlet_of(websocket: WebSocket) -> Outlet:
    """For sockets that our own server carries."""
    outlet: Outlet = _extension(websocket)["outlet"]
    return outlet


def budget_of(websocket: WebSocket) -> Budget:
    """How many messages this client may send; an endpoint may widen it."""
    budget: Budget = _extension(websocket)["messages"]
    return budget


def binary_frame(payload: bytes) -> bytes:
    """A server's frame around a message."""
    return Frame(Opcode.BINARY, payload).serialize(mask=False)


def text_frame(payload: bytes) -> bytes:
    """A server's frame around a message of UTF-8."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


def _extension(websocket: WebSocket) -> dict[str, Any]:
    found: dict[str, Any] = websocket.scope["extensions"][EXTENSION]
    return found
