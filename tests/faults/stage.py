"""A run: two processes on one database, a dozen people, and trouble."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from portal.database import Database
from portal.database.context import credentials_of, tortoise_config
from portal.database.migrations import migrate
from portal.live import number_of
from tests.faults.history import Entry, History, violations
from tests.faults.machines import Node, Postgres
from tests.faults.people import Client
from tests.faults.proxy import Proxy
from world import World, make_person

if TYPE_CHECKING:
    from tests.faults.mischief import Fault

PEOPLE = 12
CALM_S = 0.7  # between faults
LIVELY = 12  # messages between faults
PATIENCE_S = 30.0  # on a machine that does other things as well
TEMPLATE = "faults_template"

_LOG = """
select event.number, chat_message.text from event
left join chat_message on chat_message.id = event.subject
where event.topic = $1 and event.number > $2 order by event.number
"""


@dataclass
class Town:
    """A prepared database: where it stands, who writes there, and from which number on."""

    slug: str
    topic: str
    start: int
    cookies: list[str]


@dataclass
class Stage:
    """What a fault may touch."""

    postgres: Postgres
    nodes: list[Node]
    proxies: list[Proxy]
    redis_url: str


@dataclass
class Outcome:
    """What a run proved."""

    broken: list[str]
    messages: int
    deliveries: int
    connections: int


async def prepare(postgres: Postgres) -> Town:
    """A database with a dozen customers of Acme who are signed in, to be copied for each run."""
    making = await postgres.copy("template1", TEMPLATE)
    await postgres.hurry(TEMPLATE)
    await migrate(tortoise_config(making, MODELS))
    async with Database(making, MODELS).opened():
        acme = (await World.create()).acme
        cookies = []
        for n in range(PEOPLE):
            person = await make_person(f"Customer {n}", f"c{n}@acme.example", "Europe/Lisbon")
            await add_member(acme, person, Role.CUSTOMER_MEMBER)
            cookies.append(f"session={await start_session(person, method='test', browser='test')}")
        return Town(acme.slug, acme.topic, await number_of(acme.topic), cookies)


async def play(
    postgres: Postgres,
    town: Town,
    folder: Path,
    faults: Sequence["Fault"],
    *,
    seconds: float,
    planted: str = "",
    redis_url: str = "",
    patience_s: float = 30.0,
) -> Outcome:
    """Let everybody write for so long, do the faults in turn, and read what came of it."""
    url = await postgres.copy(TEMPLATE, f"run_{uuid.uuid4().hex[:12]}")
    history = History(town.start)
    async with _set(postgres, url, folder, planted, redis_url) as stage:
        addresses = [f"ws://127.0.0.1:{p.port}/spaces/{town.slug}/live" for p in stage.proxies]
        clients = [
            Client(f"c{n}", cookie, addresses, history) for n, cookie in enumerate(town.cookies)
        ]
        running = [asyncio.create_task(client.run()) for client in clients]
        await _trouble(stage, history, faults, time.monotonic() + seconds)
        await _settle(url, town, clients, patience_s)
        for task in running:
            task.cancel()
        await asyncio.wait(running)
    log = await _log(url, town)
    return Outcome(
        violations(history, log),
        len(log),
        sum(map(len, history.heard.values())),
        sum(client.connections for client in clients),
    )


@asynccontextmanager
async def _set(
    postgres: Postgres, url: str, folder: Path, planted: str, redis_url: str
) -> AsyncIterator[Stage]:
    nodes = [Node(url, folder, planted=planted, redis_url=redis_url) for _ in range(2)]
    for node in nodes:
        node.start()
    try:
        await asyncio.gather(*(node.wait() for node in nodes))
        async with Proxy(nodes[0].port) as first, Proxy(nodes[1].port) as second:
            yield Stage(postgres, nodes, [first, second], redis_url)
    finally:
        for node in nodes:
            node.kill()


async def _trouble(stage: Stage, history: History, faults: Sequence["Fault"], until: float) -> None:
    """Each fault at least once, then again until the time is over; some writing before each."""
    turn = 0
    while turn < len(faults) or time.monotonic() < until:
        await _some_writing(history)
        if faults:
            start = time.monotonic()
            await faults[turn % len(faults)](stage)
            history.troubled.append((start, time.monotonic()))
        turn += 1


async def _some_writing(history: History) -> None:
    """Until so many more messages were acknowledged, and not less than a moment."""
    before, end = len(history.told), time.monotonic() + PATIENCE_S
    await asyncio.sleep(CALM_S)
    while len(history.told) < before + 2 * LIVELY and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def _settle(url: str, town: Town, clients: list[Client], patience_s: float) -> None:
    """Nobody writes any more; wait until everybody was answered and has heard the end."""
    for client in clients:
        client.writes = False
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        await asyncio.sleep(0.3)
        log = await _log(url, town)
        head = log[-1].number if log else town.start
        if all(not client.waiting and client.last == head for client in clients):
            return


async def _log(url: str, town: Town) -> list[Entry]:
    postgres = await asyncpg.connect(**credentials_of(url))
    try:
        return [
            Entry(row[0], str(row[1])) for row in await postgres.fetch(_LOG, town.topic, town.start)
        ]
    finally:
        await postgres.close()
