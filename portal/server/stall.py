"""A peer that does not read: dropped after a deadline instead of being waited for."""

import asyncio
import logging
import socket

TCP_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", 18)
TCP_GRACE = 2  # the kernel gives up after twice the deadline, should the loop not have noticed


class StallGuard(asyncio.Protocol):
    """Mixin for a protocol whose transport may be full: aborts it after `STALL_S` seconds."""

    STALL_S = 10.0
    SEND_BUFFER = 256 * 1024  # bytes kept in user space before the peer counts as stalled
    KERNEL_BUFFER = 128 * 1024

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    logger: logging.Logger
    client: tuple[str, int] | None
    _stall: asyncio.TimerHandle | None = None
    _dropped = False

    def bound_sending(self) -> None:
        """Bound what is buffered for this peer, here and in the kernel."""
        self.transport.set_write_buffer_limits(high=self.SEND_BUFFER)
        peer = self.transport.get_extra_info("socket")
        if peer is None or peer.family == socket.AF_UNIX:
            return
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.KERNEL_BUFFER)
        milliseconds = int(self.STALL_S * TCP_GRACE * 1000)
        peer.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stall is None:
            self._stall = self.loop.call_later(self.STALL_S, self.drop, "it does not read")

    def resume_writing(self) -> None:
        self.forget_stall()
        super().resume_writing()

    def forget_stall(self) -> None:
        """Stop the clock, because the peer reads again or is gone."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def drop(self, why: str) -> None:
        """Abort the connection without a farewell that nobody would read."""
        if not self._dropped:
            self._dropped = True
            self.logger.warning("connection of %s dropped: %s", self.client, why)
            self.transport.abort()
