"""Raw connections of an attacker, from any address of this machine's loopback."""

import asyncio
import base64
import os
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Self

SPACE = "/spaces/acme-corporation"
SMALL = 4096  # bytes of a receive buffer
TEXT, BINARY, PING = 1, 2, 9


@dataclass
class Target:
    """Who is attacked, by sessions of whom, and what came of it."""

    port: int
    cookies: list[str]
    assets: list[str]
    tried: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    turn: count = field(default_factory=count)  # type: ignore[type-arg]

    def cookie(self) -> str:
        """The next attacker's session."""
        return self.cookies[next(self.turn) % len(self.cookies)]

    def address(self, network: int, hosts: int = 50) -> str:
        """The next address of 127.0.NETWORK.0/24."""
        return f"127.0.{network}.{1 + next(self.turn) % hosts}"


class Line:
    """One connection that writes as it likes, and reads only what it wants."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    @classmethod
    async def open(cls, target: Target, address: str, *, small: bool = False) -> Self:
        """Connect from that address; with a `small` buffer for what it will not read."""
        connection = socket.socket()
        connection.setblocking(False)
        if small:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        connection.bind((address, 0))
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(connection, ("127.0.0.1", target.port))
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._socket.close()

    async def write(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def read(self) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._socket, 65536)

    async def until_closed(self, for_s: float = 60.0) -> None:
        """Read, and throw away, until the server has had enough."""
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(for_s):
                while await self.read():
                    pass

    async def upgrade(self, target: Target, *extra: str) -> None:
        """Shake hands as a member of Acme."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET {SPACE}/live HTTP/1.1", f"Host: 127.0.0.1:{target.port}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: parley.json", "Sec-Fetch-Site: same-origin",
            f"Cookie: session={target.cookie()}", *extra, "", "",
        )  # fmt: skip
        await self.write("\r\n".join(lines).encode())
        heard = await self.read()
        if b" 101 " not in heard[:20]:
            raise ConnectionRefusedError


def frame(opcode: int, payload: bytes, *, compressed: bool = False) -> bytes:
    """A client's frame, masked with zeros."""
    first = 0x80 | opcode | (0x40 if compressed else 0)
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0xFE, size)
    else:
        head = struct.pack("!BBQ", first, 0xFF, size)
    return head + b"\0\0\0\0" + payload
