"""A program that is told things: a real HTTP server on loopback that keeps what it gets."""

import asyncio
import base64
import hmac
import inspect
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate.webhooks.actions import Made, make_endpoint
from customer_space.gate.webhooks.secrets import PURPOSE
from portal.sealing import Seal

PATIENCE_S = 30


@dataclass
class Receiver:
    """Answers what `answers` says of a message (200 unless said), and keeps it."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], str] = lambda _said: "200 OK"
    slow: Callable[[dict[str, Any]], bool] = lambda _said: False
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    async def heard(self, number: int) -> list[dict[str, Any]]:
        """Wait until so many messages came, tries included."""
        return (await until(lambda: self.said if len(self.got) >= number else None))[:number]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        said = json.loads(body)
        if self.slow(said):
            await self.may_go_on.wait()
        reply = (
            f"HTTP/1.1 {self.answer(said)}\r\nConnection: close\r\nContent-Length: 5\r\n\r\nnoted"
        )
        writer.write(reply.encode())
        await writer.drain()
        writer.close()


async def until(what: Callable[[], Any]) -> Any:
    """What it returns, once that is something; fails after half a minute."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = what()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.02)


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hooks"
    try:
        yield receiver
    finally:
        receiver.may_go_on.set()
        server.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as made:
        yield made


@pytest.fixture
def seal(settings) -> Seal:
    return Seal(settings.secret_keys, PURPOSE)


@pytest.fixture
async def told(world, receiver, seal) -> Made:
    """The mailing tool's endpoint, at the receiver."""
    client, _ = await make_client("Mailing tool", [Scope.GATE_ASK])
    return await make_endpoint(client.id, receiver.url, seal=seal)


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """As a receiver checks it, written from the specification and not from our code."""
    key = base64.b64decode(secret.split("_")[1])
    text = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = "v1," + base64.b64encode(hmac.digest(key, text, "sha256")).decode()
    return wanted in headers["webhook-signature"].split(" ")


def ids_of(receiver: Receiver) -> list[str]:
    return [headers["webhook-id"] for headers, _ in receiver.got]


def delivery_id(text: str) -> UUID:
    return UUID(hex=text.removeprefix("msg_"))
