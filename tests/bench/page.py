"""A conversation of 200 messages as a page (P1), beside the same by raw SQL and Jinja2 uncached,
and beside a few plain words from the same kind of server.

Run alone: `python -m tests.bench page [SECONDS]`. Ours asks who signs in and what they may read.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil
import uvloop

from asgi import MODELS
from auth.sessions import start_session
from collaboration.chat.actions import post
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.bench.live import BenchNode, busy
from tests.bench.rivals import wait_for
from tests.serving import free_port
from world import World

MESSAGES = 200
AT_ONCE = 8
ROUNDS = 3
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Page(NamedTuple):
    """What is asked for, and of whom."""

    name: str
    port: int
    pid: int
    path: str
    cookie: str = ""


def run(arguments: Sequence[str] = ()) -> None:
    """Measure and print a table."""
    seconds = float(arguments[0]) if arguments else 2.0
    os.environ["PAGE_MESSAGES"] = str(MESSAGES)
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        cookie = asyncio.run(furnish(url))
        node = BenchNode(url, Path(folder), planted="", redis_url="")
        node.start()
        try:
            asyncio.run(node.wait())
            with _peer(url, Path(folder)) as (port, pid):
                path = "/spaces/acme-corporation/chat"
                ours = Page("parley", node.port, node.pid, path, f"Cookie: session={cookie}\r\n")
                others = [
                    Page("raw SQL, Jinja2 uncached", port, pid, "/"),
                    Page("plain text", port, pid, "/plain"),
                ]
                uvloop.run(compare([ours, *others], seconds))
        finally:
            node.kill()


async def furnish(url: str) -> str:
    """Two hundred messages, and Ana's cookie."""
    await migrate(tortoise_config(url, MODELS))
    async with Database(url, MODELS).opened():
        world = await World.create()
        for n in range(MESSAGES):
            by = (world.ana, world.rob, world.lea)[n % 3]
            await post(f"Line *{n}*: could we look at it on Tuesday?", id=uuid.uuid4(), by=by)
        return await start_session(world.ana.person, method="bench", browser="bench")


@contextmanager
def _peer(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    environment = os.environ | {"PARLEY_DATABASE_URL": url, "PARLEY_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.bench.peers.page", str(port), url]
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.kill()


async def compare(pages: list[Page], seconds: float) -> None:
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for page in pages:
            found.setdefault(page.name, []).append(await measure(page, seconds))
    print(f"\n| a page of {MESSAGES} messages | requests/s | CPU a request | ours is |")
    print("|---|---|---|---|")
    own = median(cpu for _, cpu in found["parley"])
    for name, values in found.items():
        per_s, cpu = (median(each) for each in zip(*values, strict=True))
        print(f"| {name} | {per_s:,.0f} | {cpu * 1000:.2f} ms | {cpu / own:.2f} × as fast |")


async def measure(page: Page, seconds: float) -> tuple[float, float]:
    """Requests a second, and the server's seconds of processor time for each."""
    server, start = psutil.Process(page.pid), time.monotonic()
    before = busy([server])
    counts = await asyncio.gather(*(_ask(page, start + seconds) for _ in range(AT_ONCE)))
    total = sum(counts)
    return total / (time.monotonic() - start), (busy([server]) - before) / total


async def _ask(page: Page, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", page.port, limit=2**20)
    count = 0
    while time.monotonic() < end:
        head = f"GET {page.path} HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\n{page.cookie}\r\n"
        writer.write(head.encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in answer[:16], answer
        length = LENGTH.search(answer)
        assert length is not None, answer
        await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


if __name__ == "__main__":
    run(sys.argv[1:])
