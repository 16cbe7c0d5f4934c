"""The websocket protocol with hard limits: stalls and floods end the connection.

uvicorn waits for ever for a client that does not read, and answers any number of pings.
"""

from asyncio import BaseTransport
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from portal.ids import some_of
from portal.server.budget import Budget
from portal.server.occupancy import occupancy
from portal.server.outlet import EXTENSION
from portal.server.stall import StallGuard
from portal.server.waiting import Gate, Mailbox

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013
VERSION = "13"  # of the protocol (RFC 6455, section 4.4)


class Conversation(ServerProtocol):
    """A close may stand between the pieces of a message (RFC 6455, sections 5.4 and 5.5.1)."""

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)


class HardenedWebSocket(StallGuard, WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O websocket protocol; the limits are class data."""

    PINGS_PER_S, PING_BURST = 2.0, 10.0
    MESSAGES_PER_S, MESSAGE_BURST = 20.0, 60.0
    BYTES_PER_S, BYTE_BURST = 256 * 1024.0, 1024 * 1024.0
    FAREWELL_S = 1.0  # how long a close frame may take to be read
    SHUTDOWN_S = 5.0
    SPREAD_S = 15.0  # over which clients are sent away when the server stops
    SENT_AWAY_PER_S = 250
    RETRY_S = (5, 30)  # when a full server may be asked again

    released: Callable[[], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = Conversation(
            extensions=self.conn.available_extensions,
            max_size=self.config.ws_max_size,
            logger=self.conn.logger,
        )
        self.pings = Budget(self.PINGS_PER_S, self.PING_BURST)
        self.messages = Budget(self.MESSAGES_PER_S, self.MESSAGE_BURST)
        self.bytes_in = Budget(self.BYTES_PER_S, self.BYTE_BURST)
        self.queue = Mailbox()  # type: ignore[assignment]
        self.writable = Gate()  # type: ignore[assignment]
        self._counted = self._leaving = self._holding_back = False

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.bound_sending()

    def connection_lost(self, exc: Exception | None) -> None:
        self.forget_stall()
        occupancy.sockets -= self._counted
        occupancy.leaving -= self._leaving
        if self.released is not None:
            self.released()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What comes too fast is left to TCP to hold back, for as long as it is too early."""
        super().data_received(data)
        early_s = self.bytes_in.spend(len(data))
        if early_s and not self._holding_back and not self.transport.is_closing():
            self._holding_back = True
            self.transport.pause_reading()
            self.loop.call_later(early_s, self._read_on)

    async def receive(self) -> Any:
        """The next event. The parent reads on with it; nobody reads on too early."""
        event = await super().receive()
        if self._holding_back and not self.transport.is_closing():
            self.transport.pause_reading()
        return event

    def handle_connect(self, event: Request) -> None:
        """Let the application answer the handshake, unless there are too many sockets already."""
        if event.headers.get("Sec-WebSocket-Version", VERSION) != VERSION:
            self._turn_away(HTTPStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version", VERSION)
            return
        if occupancy.full:
            least, most = self.RETRY_S
            seconds = str(round(some_of(most, at_least=least)))
            self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE, "Retry-After", seconds)
            return
        occupancy.sockets += 1
        self._counted = True
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"][EXTENSION] = {"messages": self.messages, "outlet": self}

    async def send(self, message: Any) -> None:
        """As ASGI says. What shook hands is let go with it: a socket stays open for hours.

        The parent writes on into a line that is cut, and never lets the loop learn that it is.
        """
        if message["type"] == "websocket.send" and self.transport.is_closing():
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.accept":
            self.request = self.response = None  # type: ignore[assignment]

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._abort_after(self.FAREWELL_S)

    def shutdown(self) -> None:
        """Send the client away, to come back elsewhere; not all clients in the same moment."""
        if not self._leaving:
            self._leaving = True
            occupancy.leaving += 1
        spread = min(self.SPREAD_S, occupancy.sockets / self.SENT_AWAY_PER_S)
        self.loop.call_later(some_of(spread), self._send_away)

    def handle_ping(self) -> None:
        unread = self.transport.get_write_buffer_size()
        if not self.pings.take() or unread > self.SEND_BUFFER:
            self.drop("too many pings")
            return
        super().handle_ping()

    def send_receive_event_to_app(self) -> None:
        if self.messages.take() or self.close_sent:
            super().send_receive_event_to_app()
        else:
            self.hang_up(POLICY_VIOLATION, "too many messages")

    def push(self, frames: bytes, *, backlog: int) -> bool:
        """As Outlet says."""
        transport = self.transport
        if self.close_sent or not self.handshake_complete or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > backlog:
            self.logger.warning("connection of %s dropped: it is too slow", self.client)
            self.hang_up(TRY_AGAIN_LATER, "too slow")
            return False
        transport.write(frames)
        return True

    def unread(self) -> int:
        """As Outlet says."""
        return self.transport.get_write_buffer_size()

    def hang_up(self, code: int, reason: str) -> None:
        """As Outlet says."""
        if self.close_sent or self.transport.is_closing():
            return
        self.frames = []
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.close_sent = True
        self.transport.close()
        self._abort_after(self.FAREWELL_S)

    def _read_on(self) -> None:
        self._holding_back = False
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def keep(self, conversation: Coroutine[Any, Any, None]) -> None:
        """As Outlet says."""
        self.close_timer = self.loop.call_later(0, _nothing)  # the parent closes where none is
        self.scope = None  # type: ignore[assignment]
        task = self.loop.create_task(self._attend(conversation))
        self.tasks.add(task)
        task.add_done_callback(self.on_task_complete)

    async def _attend(self, conversation: Coroutine[Any, Any, None]) -> None:
        try:
            await conversation
        except Exception:
            self.logger.exception("a conversation ended")
        finally:
            self.transport.close()

    def _send_away(self) -> None:
        if not self.disconnected:
            super().shutdown()
            self._abort_after(self.SHUTDOWN_S)

    def _turn_away(self, status: HTTPStatus, header: str, value: str) -> None:
        response = self.conn.reject(status, f"{status.phrase}.")
        response.headers[header] = value
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(response)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
        self._abort_after(self.FAREWELL_S)

    def _abort_after(self, seconds: float) -> None:
        self.loop.call_later(seconds, self.transport.abort)


def _nothing() -> None:
    return None
