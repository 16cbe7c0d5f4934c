"""News of a room to 1,000 listeners (F1-F5), beside its peers, in one interleaved run.

Run alone: `python -m tests.bench live [--listeners N] [--seconds S] [--rounds R] [--only NAME]`.
Ours keeps every message on the disk before anybody hears it, asks for rights, holds to its limits
and describes each message from the database; the peers pass on what they hear.
"""

import argparse
import asyncio
import math
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil
import uvloop

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.bench.crowd import Crowd, Measured
from tests.bench.frames import message_frame, text_frame
from tests.bench.rivals import Peer, peers
from tests.faults.machines import Node
from world import World, make_person

WINDOWS = 4  # of each person
OURS, MEASURE = "parley", "websockets"
HEADER = (
    "Cookie: session={}\r\nSec-Fetch-Site: same-origin\r\nSec-WebSocket-Protocol: parley.json\r\n"
)


class BenchNode(Node):
    """Our server, as it is measured."""

    program = "tests.bench.server"


class Rival(NamedTuple):
    """A server to be measured: its processes, its crowd, what a waiting connection costs it."""

    name: str
    processes: Sequence[psutil.Process]
    crowd: Crowd
    idle_kb: float


class Row(NamedTuple):
    """A path of live.md: what is measured, and its goal as a ratio to `websockets`."""

    name: str
    unit: str
    goal: str
    measure: Callable[[Rival, float], Awaitable[float]]


def run(arguments: Sequence[str] = ()) -> None:
    """Measure and print a table. Everything is made for the run, and gone after it."""
    asked = _asked(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        cookies = asyncio.run(furnish(url, asked.listeners))
        with peers() as others, ours(url, Path(folder)) as own:
            wanted = [own, *(peer for peer in others if asked.only in {"", peer.name})]
            uvloop.run(compare(wanted, cookies, asked))


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench live")
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=2, help="of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="one peer beside ours")
    return parser.parse_args(arguments)


async def furnish(url: str, listeners: int) -> list[str]:
    """A cookie of a signed-in customer of Acme for each listener."""
    await migrate(tortoise_config(url, MODELS))
    cookies = []
    async with Database(url, MODELS).opened():
        acme = (await World.create()).acme
        for n in range(-(-listeners // WINDOWS)):
            person = await make_person(f"Customer {n}", f"c{n}@acme.example", "Europe/Lisbon")
            await add_member(acme, person, Role.CUSTOMER_MEMBER)
            cookies.append(await start_session(person, method="bench", browser="bench"))
    return [cookies[n % len(cookies)] for n in range(listeners)]


@contextmanager
def ours(url: str, folder: Path) -> Iterator[Peer]:
    """Our own server as one more."""
    node = BenchNode(url, folder, planted="", redis_url="")
    node.start()
    try:
        asyncio.run(node.wait())
        hello = text_frame('{"type": "hello"}')
        pids = (node.pid, _postmaster(folder))
        path = "/spaces/acme-corporation/live"
        yield Peer(OURS, node.port, pids, path, HEADER, hello, message_frame)
    finally:
        node.kill()


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


async def compare(others: list[Peer], cookies: list[str], asked: argparse.Namespace) -> None:
    rivals = [await arrive(peer, cookies) for peer in others]
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(asked.rounds):
        for row in ROWS:
            for rival in rivals:
                value = await _measured(row, rival, asked.seconds)
                found.setdefault((row.name, rival.name), []).append(value)
    show(rivals, {key: median(values) for key, values in found.items()}, asked.listeners)


async def _measured(row: Row, rival: Rival, seconds: float) -> float:
    """A peer that loses connections has lost; ours must not."""
    try:
        return await row.measure(rival, seconds)
    except ConnectionResetError as error:
        print(f"{rival.name}, {row.name}: {error}", flush=True)
        if rival.name == OURS:
            raise
        return math.inf


async def arrive(peer: Peer, cookies: list[str]) -> Rival:
    """Connect the crowd; what the server grew by, once it is quiet, is what its sockets cost."""
    process = psutil.Process(peer.pids[0])
    crowd = Crowd(peer.port, peer.path, peer.wrap)
    headers = [peer.header.format(cookie) for cookie in cookies]
    await crowd.gather(headers[:20], peer.greeting)
    await asyncio.sleep(1)
    before = process.memory_info().rss
    await crowd.gather(headers[20:], peer.greeting)
    await quiet(process)
    grown = process.memory_info().rss - before
    processes = list(map(psutil.Process, peer.pids))
    return Rival(peer.name, processes, crowd, grown / 1024 / (len(headers) - 20))


async def quiet(process: psutil.Process) -> None:
    """Wait until the server has little to do any more."""
    for _ in range(15):
        before = busy([process])
        await asyncio.sleep(1)
        if busy([process]) - before < 0.2:
            return


def busy(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time that they have used."""
    return sum(times.user + times.system for times in (one.cpu_times() for one in processes))


async def cpu_at_50(rival: Rival, seconds: float) -> float:
    return await _cpu(rival, seconds, rival.processes[:1])


async def all_cpu_at_50(rival: Rival, seconds: float) -> float:
    helpers = [child for one in rival.processes[1:] for child in one.children()]
    return await _cpu(rival, seconds, [*rival.processes, *helpers])


async def _cpu(rival: Rival, seconds: float, processes: Sequence[psutil.Process]) -> float:
    before = busy(processes)
    measured = await rival.crowd.at_rate(seconds, 50)
    return (busy(processes) - before) / measured.deliveries * 1e6


async def hot(rival: Rival, seconds: float) -> float:
    return per_s(await rival.crowd.one_by_one(seconds, 64))


async def one_at_a_time(rival: Rival, seconds: float) -> float:
    return per_s(await rival.crowd.one_by_one(seconds, 1))


async def p99_at_100(rival: Rival, seconds: float) -> float:
    measured = await rival.crowd.at_rate(seconds, 100)
    return measured.p99_ms if measured.kept_up else math.inf


async def idle(rival: Rival, seconds: float) -> float:
    del seconds
    return rival.idle_kb


def per_s(measured: Measured) -> float:
    return measured.deliveries / measured.seconds


ROWS = (
    Row("F1 CPU a delivery, 50 messages/s", "µs", "≤ 0.65", cpu_at_50),
    Row("the same with its database or broker", "µs", "", all_cpu_at_50),
    Row("F2 deliveries/s, 64 in flight", "", "≥ 20", hot),
    Row("F3 deliveries/s, one at a time", "", "≥ 1.2", one_at_a_time),
    Row("F4 p99 at 100 messages/s", "ms", "≤ 0.25", p99_at_100),
    Row("F5 memory of an idle connection", "kB", "≤ 1", idle),
)


def show(rivals: list[Rival], found: dict[tuple[str, str], float], listeners: int) -> None:
    """The table. A peer that falls behind, or loses connections, fails."""
    names = [rival.name for rival in rivals]
    print(f"\n| {listeners} listeners | {' | '.join(names)} | ours : {MEASURE} | goal |")
    print("|" + "---|" * (len(names) + 3))
    for row in ROWS:
        cells = " | ".join(_cell(found[row.name, name], row.unit) for name in names)
        other = found.get((row.name, MEASURE))
        ratio = f"{found[row.name, OURS] / other:.2f}" if other else ""
        print(f"| {row.name} | {cells} | {ratio} | {row.goal} |")


def _cell(value: float, unit: str) -> str:
    return f"{value:,.1f} {unit}".strip() if math.isfinite(value) else "fails"


if __name__ == "__main__":
    run()
