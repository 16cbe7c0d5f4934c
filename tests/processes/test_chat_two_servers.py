"""Twenty people write over two server processes, one of which dies again and again.

Promise: what was acknowledged is kept, once, in one order, and everybody reads the same.
"""

import asyncio
import json
import os
import random
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from auth.models import Person
from auth.sessions import start_session
from collaboration.chat.models import Message
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from portal.live import number_of
from tests.serving import Process
from world import make_person

pytestmark = pytest.mark.processes

LASTS_S = float(os.environ.get("CHECK_SECONDS", "20"))
CLIENTS = 20
DEATHS = 3
PAUSE_S = 0.5
SLOW_START_S = 120.0  # on a machine that does other things as well


class Writer:
    """Somebody who writes, comes back after each break, and notes what was promised and heard."""

    def __init__(self, name: str, cookie: str, urls: list[str], since: int) -> None:
        self.name = name
        self.cookie = cookie
        self.urls = urls
        self.last = since
        self.heard: list[tuple[int, str]] = []
        self.acked: dict[str, int] = {}
        self.waiting: dict[str, str] = {}
        self.sent = 0
        self.connections = 0
        self.writes = True
        self.problems: list[str] = []

    async def run(self) -> None:
        while True:
            address = f"{random.choice(self.urls)}?since={self.last}"
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(
                    address,
                    additional_headers={"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"},
                    subprotocols=["parley.json"],
                    compression=None,
                    open_timeout=3,
                ) as connection:
                    self.connections += 1
                    await self._talk(connection)
            await asyncio.sleep(random.uniform(0, PAUSE_S))

    async def _talk(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps({"type": "hello"}))
        for id_, text in self.waiting.items():
            await connection.send(_message(id_, text))
        writing = asyncio.create_task(self._write(connection))
        try:
            async for text in connection:
                self._hear(json.loads(text))
        finally:
            writing.cancel()

    async def _write(self, connection: ClientConnection) -> None:
        while self.writes:
            await asyncio.sleep(random.uniform(0.2, 0.9))
            if len(self.waiting) > 5:
                continue
            id_, text = str(uuid.uuid4()), f"{self.name} {self.sent}"
            self.waiting[id_] = text
            self.sent += 1
            with suppress(ConnectionClosed):
                await connection.send(_message(id_, text))

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "event":
            if frame["number"] != self.last + 1:
                self.problems.append(f"{frame['number']} came after {self.last}")
            self.last = frame["number"]
            if frame["kind"] == "chat.message_posted":
                self.heard.append((frame["number"], frame["subject"]["id"]))
        elif frame["type"] == "ack":
            before = self.acked.setdefault(frame["id"], frame["number"])
            if before != frame["number"]:
                self.problems.append(f"{frame['id']} is {before} and {frame['number']}")
            self.waiting.pop(frame["id"], None)
        elif frame["type"] in {"refused", "reload"}:
            self.problems.append(str(frame))


def _message(id_: str, text: str) -> str:
    return json.dumps({"type": "message", "id": id_, "text": text})


@pytest.fixture
def processes(database_url: str, tmp_path) -> Iterator[list[Process]]:
    started = [Process(database_url, PARLEY_DATA_DIR=str(tmp_path)) for _ in range(2)]
    yield started
    for process in started:
        process.stop()


@pytest.mark.timeout(600)
async def test_twenty_people_lose_nothing_while_a_server_dies_three_times(world, processes):
    people = [await a_customer(world, n) for n in range(CLIENTS)]
    start = await number_of(world.acme.topic)
    urls = [f"ws{p.url.removeprefix('http')}/spaces/{world.acme.slug}/live" for p in processes]
    writers = [await a_writer(person, urls, start) for person in people]
    running = [asyncio.create_task(writer.run()) for writer in writers]

    for _ in range(DEATHS):
        await asyncio.sleep(LASTS_S / (DEATHS + 1))
        await asyncio.to_thread(processes[0].kill)
        await asyncio.sleep(random.uniform(0, 1))
        await comes_back(processes[0])
    await asyncio.sleep(LASTS_S / (DEATHS + 1))
    await everything_has_arrived(world, writers)
    for task in running:
        task.cancel()
    await asyncio.wait(running)

    kept = await Message.filter(account_id=world.acme.id).order_by("number")
    in_order = [(message.number, str(message.id)) for message in kept]
    assert [writer.problems for writer in writers] == [[]] * CLIENTS
    assert [number for number, _ in in_order] == list(range(start + 1, start + len(kept) + 1))
    for writer in writers:
        assert writer.heard == in_order
        assert writer.acked.items() <= {id_: number for number, id_ in in_order}.items()
        assert not writer.waiting
    acknowledged = sum(len(writer.acked) for writer in writers)
    assert acknowledged == sum(writer.sent for writer in writers) == len(kept)
    assert len(kept) > CLIENTS * LASTS_S / 4
    assert sum(writer.connections for writer in writers) > CLIENTS


async def a_customer(world, n: int) -> Person:
    person = await make_person(f"Customer {n}", f"customer{n}@acme.example", "Europe/Lisbon")
    await add_member(world.acme, person, Role.CUSTOMER_MEMBER)
    return person


async def a_writer(person: Person, urls: list[str], start: int) -> Writer:
    token = await start_session(person, method="test", browser="test")
    return Writer(person.display_name, f"session={token}", urls, start)


async def comes_back(process: Process) -> None:
    with suppress(AssertionError):
        await asyncio.to_thread(process.start)
    async with asyncio.timeout(SLOW_START_S):
        while not await asyncio.to_thread(process._answers):
            assert process.alive()
            await asyncio.sleep(0.1)


async def everything_has_arrived(world, writers: list[Writer]) -> None:
    """Nobody writes any more; wait until everybody has had their answer and heard the end."""
    for writer in writers:
        writer.writes = False
    async with asyncio.timeout(180):
        while True:
            await asyncio.sleep(0.2)
            head = await number_of(world.acme.topic)
            if all(not one.waiting and one.last == head for one in writers):
                return
