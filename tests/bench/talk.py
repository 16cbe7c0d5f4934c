"""Five hundred people in fifty spaces who talk (P2), and two thousand who come back (P3).

Run alone: `python -m tests.bench talk [SECONDS [CLIENTS]]`. Everybody is signed in and hears their
space; each writes once in ten seconds. Then the server is killed and started again at once, and
each client comes back by itself, after a random wait (full jitter).
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

import uvloop

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member, create_account
from customer_space.accounts.rights import Role
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.bench.comeback import Guest
from tests.bench.crowd import Crowd
from tests.bench.frames import message_frame, text_frame
from tests.bench.live import HEADER, BenchNode
from world import make_person

SPACES, PEOPLE = 50, 10
EACH_WRITES_EVERY_S = 10.0
HELLO = text_frame('{"type": "hello"}')


def run(arguments: Sequence[str] = ()) -> None:
    """Measure and print two lines."""
    seconds, clients, *_ = (*map(float, arguments), *(10.0, 2000.0)[len(arguments) :])
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        spaces = asyncio.run(furnish(url))
        node = BenchNode(url, Path(folder), planted="", redis_url="")
        node.start()
        try:
            asyncio.run(node.wait())
            uvloop.run(talk(node, spaces, seconds))
            uvloop.run(come_back(node, spaces, int(clients)))
        finally:
            node.kill()


async def furnish(url: str) -> dict[str, list[str]]:
    """The cookies of the people of each space."""
    await migrate(tortoise_config(url, MODELS))
    spaces: dict[str, list[str]] = {}
    async with Database(url, MODELS).opened():
        for n in range(SPACES):
            account = await create_account(f"Customer {n}", country="PT", tz="Europe/Lisbon")
            cookies = spaces[account.slug] = []
            for m in range(PEOPLE):
                name, address = f"Person {n} {m}", f"p{m}@c{n}.example"
                person = await make_person(name, address, "Europe/Lisbon")
                await add_member(account, person, Role.CUSTOMER_MEMBER)
                cookies.append(await start_session(person, method="bench", browser="bench"))
    return spaces


async def talk(node: BenchNode, spaces: dict[str, list[str]], seconds: float) -> None:
    """P2: how long an acknowledgement takes, and how long until the others see it."""
    crowds = []
    for slug, cookies in spaces.items():
        crowds.append(Crowd(node.port, f"/spaces/{slug}/live", message_frame, all_read=True))
        await crowds[-1].gather([HEADER.format(cookie) for cookie in cookies], HELLO)
    await asyncio.sleep(3)
    for crowd in crowds:
        crowd.begin()
    await _say_in_turn(crowds, seconds)
    for crowd in crowds:
        assert (await crowd.end()).kept_up, "a message was not heard in time"
    acks = [ns for crowd in crowds for ns in crowd.acks]
    seen = [ns for crowd in crowds for ns in crowd.delays]
    print("\n| 500 people in 50 spaces | p50 | p99 | goal |\n|---|---|---|---|")
    for name, delays, goal in (
        ("P2 acknowledged after", acks, "5 / 25 ms"),
        ("P2 seen by the others after", seen, "p99 100 ms"),
    ):
        cuts = quantiles(delays, n=100)
        print(f"| {name} | {cuts[49] / 1e6:.1f} ms | {cuts[98] / 1e6:.1f} ms | {goal} |")
    for crowd in crowds:
        crowd.leave()


async def _say_in_turn(crowds: list[Crowd], seconds: float) -> None:
    per_s = SPACES * PEOPLE / EACH_WRITES_EVERY_S
    start = time.monotonic()
    for n, crowd in enumerate(islice(cycle(crowds), int(seconds * per_s))):
        if (early := start + n / per_s - time.monotonic()) > 0:
            await asyncio.sleep(early)
        crowd.say()


async def come_back(node: BenchNode, spaces: dict[str, list[str]], clients: int) -> None:
    """P3: from kill -9 until everybody is live again; the server is started at once."""
    seats = [(slug, cookie) for slug, cookies in spaces.items() for cookie in cookies]
    guests = [
        Guest(node.port, f"/spaces/{slug}/live", HEADER.format(cookie))
        for slug, cookie in islice(cycle(seats), clients)
    ]
    for guest in guests:
        guest.come()
        await asyncio.sleep(0.01)
    await _all_live(guests)
    node.kill()
    killed = time.monotonic()
    node.start()
    await node.wait()
    started = time.monotonic() - killed
    await _all_live(guests)
    took = time.monotonic() - killed
    print(f"\nP3 {clients} clients are live again {took:.1f} s after kill -9; of that the", end=" ")
    print(f"server needed {started:.1f} s to start. Goal: 15 s")


async def _all_live(guests: list[Guest]) -> None:
    while not all(guest.live for guest in guests):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    run(sys.argv[1:])
