"""The HTTP protocol with hard limits: size, number and time of headers, connections per address.

uvicorn with httptools has no limit on headers and no deadline for them. Answers follow
RFC 9110 and RFC 6585 (431, 429).
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from portal.server.stall import StallGuard
from portal.server.websocket import HardenedWebSocket


class HardenedHTTP(StallGuard, HttpToolsProtocol):
    """uvicorn's httptools protocol; the limits are class data."""

    FIRST_S = 10.0  # for the whole head
    BODY_S = 30.0  # over which the pace of a body is averaged
    BODY_PER_S = 1024  # bytes
    FAREWELL_S = 1.0
    MAX_HEAD = 32 * 1024  # bytes
    MAX_HEADERS = 64
    MAX_URL = 8 * 1024  # bytes
    PER_ADDRESS = 200  # open connections
    PIPELINED = 16  # requests that wait for the answers to those before them
    METHODS_REFUSED = frozenset({b"CONNECT", b"TRACE"})

    open_connections: ClassVar[Counter[str]] = Counter()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused = False
        self._in_head = True
        self._head_read = 0  # bytes off the wire, before the parser has seen a whole header
        self._head_size = 0  # bytes of the headers the parser has seen
        self._hosts = 0
        self._body_read = 0
        self._cycles: list[RequestResponseCycle] = []
        self._clock: asyncio.TimerHandle | None = None
        self._leave: Callable[[], None] = _nothing

    # The connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.bound_sending()
        self._restart_clock(self.FIRST_S, self._head_is_late)
        self._count_address()

    def connection_lost(self, exc: Exception | None) -> None:
        self._refused = True
        self._stop_clock()
        self.forget_stall()
        self._leave()
        for cycle in self._cycles:  # uvicorn tells the last one only
            cycle.disconnected = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, but never more of a head than a head may be long."""
        if self._refused:
            return
        if not self._in_head:
            super().data_received(data)
            return
        room = self.MAX_HEAD - self._head_read
        self._head_read += len(data)
        if self._clock is None:
            self._restart_clock(self.FIRST_S, self._head_is_late)
        super().data_received(data[:room])
        if len(data) > room:
            self._feed_rest(data[room:])

    def _feed_rest(self, data: bytes) -> None:
        if self._refused or self.transport.get_protocol() is not self:
            return
        if self._in_head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        else:
            super().data_received(data)

    def handle_websocket_upgrade(self) -> None:
        """The connection lives on under the websocket protocol and is counted until its end."""
        if self._refused:
            return
        super().handle_websocket_upgrade()
        heir = self.transport.get_protocol()
        if isinstance(heir, HardenedWebSocket):
            heir.released, self._leave = self._leave, _nothing

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    # What the parser finds

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_size = self._hosts = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self.MAX_URL:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._refused:
            return
        self._head_size += len(name) + len(value) + 4
        self._hosts += name.lower() == b"host"
        if self._head_size > self.MAX_HEAD or len(self.headers) >= self.MAX_HEADERS:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_read = self._body_read = 0
        self._stop_clock()
        if not self._refused and self.parser.get_method() in self.METHODS_REFUSED:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        if not self._refused and self._hosts != 1:
            self._refuse(HTTPStatus.BAD_REQUEST, "Exactly one Host header is needed.")
        if not self._refused and len(self.pipeline) >= self.PIPELINED:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
        if not self._refused:
            super().on_headers_complete()
            self._note_cycle()

    def _note_cycle(self) -> None:
        self._cycles = [cycle for cycle in self._cycles if not cycle.response_complete]
        if self.cycle is not None:
            self._cycles.append(self.cycle)

    def on_body(self, body: bytes) -> None:
        if self._refused:
            return
        self._body_read += len(body)
        if self._clock is None:
            self._restart_clock(self.BODY_S, self._body_is_due)
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self._refused:
            return
        self._stop_clock()
        self._in_head = True  # what follows belongs to the next head
        self._head_read = 0
        super().on_message_complete()

    # Deadlines

    def _head_is_late(self) -> None:
        self._clock = None
        if self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _body_is_due(self) -> None:
        self._clock = None
        enough = self._body_read >= self.BODY_S * self.BODY_PER_S
        if enough or self.flow.read_paused:  # a slow application is not the sender's fault
            self._body_read = 0
            self._restart_clock(self.BODY_S, self._body_is_due)
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _restart_clock(self, seconds: float, due: Callable[[], None]) -> None:
        self._stop_clock()
        self._clock = self.loop.call_later(seconds, due)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    # Refusals

    def _count_address(self) -> None:
        address = self.client[0] if self.client else None
        if address is None or is_trusted(address, self.config.forwarded_allow_ips):
            return
        self.open_connections[address] += 1
        self._leave = _once(partial(_uncount, self.open_connections, address))
        if self.open_connections[address] > self.PER_ADDRESS:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)

    def _refuse(self, status: HTTPStatus, sentence: str = "") -> None:
        if self._refused:
            return
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.response_started or self.pipeline or self._in_head:
                self.drop(f"{status.phrase}, in the middle of another answer")
                return
            self.cycle.disconnected = True
        self.transport.write(_answer(status, sentence or f"{status.phrase}."))
        self.transport.close()
        self.loop.call_later(self.FAREWELL_S, self.transport.abort)


def is_trusted(address: str, proxies: list[str] | str) -> bool:
    """Whether the address is one of the proxies (addresses or networks) that stand in front."""
    listed = proxies.split(",") if isinstance(proxies, str) else proxies
    networks = (ip_network(one.strip(), strict=False) for one in listed if one.strip())
    return any(ip_address(address) in network for network in networks)


EXTRA = {
    HTTPStatus.TOO_MANY_REQUESTS: b"retry-after: 5\r\n",
    HTTPStatus.METHOD_NOT_ALLOWED: b"allow: GET, HEAD, POST\r\n",
}


def _answer(status: HTTPStatus, sentence: str) -> bytes:
    body = sentence.encode()
    head = (
        b"HTTP/1.1 %d %s\r\n%scontent-type: text/plain; charset=utf-8\r\n"
        b"content-length: %d\r\nconnection: close\r\n\r\n"
    )
    extra = EXTRA.get(status, b"")
    return head % (status, status.phrase.encode(), extra, len(body)) + body


def _uncount(counter: Counter[str], address: str) -> None:
    counter[address] -= 1
    if counter[address] <= 0:
        del counter[address]


def _nothing() -> None:
    return None


def _once(act: Callable[[], None]) -> Callable[[], None]:
    pending = [act]
    return lambda: pending.pop()() if pending else None
