"""A portal, fifty people who talk, the attackers, and what was measured meanwhile."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from asgi import MODELS
from auth.sessions import start_session
from customer_space.accounts.actions import add_member
from customer_space.accounts.rights import Role
from portal.assets import asset
from portal.database import Database
from portal.server.serving import free_port as free_to_bind
from tests.attackers.lines import SPACE
from tests.bench.crowd import Crowd
from tests.bench.frames import message_frame, text_frame
from tests.serving import free_port
from world import World, make_person

PEOPLE, ATTACKERS = 50, 6
PER_S = 40.0  # messages of the fifty
HELLO = text_frame('{"type":"hello"}')
START_S = 60.0
MEGABYTE = 1024 * 1024


@dataclass
class Report:
    """What the fifty and the machine noticed."""

    quiet_ms: list[float] = field(default_factory=list)  # p99 of each round
    attacked_ms: list[float] = field(default_factory=list)
    memory_before: float = 0.0  # MiB
    memory_most: float = 0.0
    disconnected: int = 0
    tried: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def growth(self) -> float:
        """MiB of the server's memory, at the worst moment."""
        return self.memory_most - self.memory_before


async def play(url: str, folder: Path, seconds: float, rounds: int, *options: str) -> Report:
    """So many rounds of quiet and of attack, so many seconds each; `options` of the server."""
    report = Report()
    async with Database(url, MODELS).opened():
        cookies = await furnish(await World.load())
    async with portal(url, folder, *options) as (port, pid):
        crowd = await people(port, cookies[ATTACKERS:])
        await everybody_is_here(port, cookies[0])
        await crowd.at_rate(2.0, PER_S)  # everything has been loaded
        process = psutil.Process(pid)
        report.memory_before = process.memory_info().rss / MEGABYTE
        for _ in range(rounds):
            report.quiet_ms.append((await crowd.at_rate(seconds, PER_S)).p99_ms)
            async with watched(process, report), attackers(port, cookies, report):
                report.attacked_ms.append((await crowd.at_rate(seconds, PER_S)).p99_ms)
        report.disconnected = crowd.lost
    return report


async def furnish(world: World) -> list[str]:
    """A session of each attacker and of each of the fifty: all customers of Acme."""
    cookies = []
    for n in range(ATTACKERS + PEOPLE):
        person = await make_person(f"Customer {n}", f"c{n}@acme.example", "Europe/Lisbon")
        await add_member(world.acme, person, Role.CUSTOMER_MEMBER)
        cookies.append(await start_session(person, method="test", browser="test"))
    return cookies


@asynccontextmanager
async def portal(url: str, folder: Path, *options: str) -> AsyncIterator[tuple[int, int]]:
    """A server process with its limits: port and process id."""
    port, log = free_port(), folder / "server.log"
    environment = os.environ | {
        "PARLEY_DATABASE_URL": url,
        "PARLEY_BASE_URL": f"http://127.0.0.1:{port}",
        "PARLEY_DATA_DIR": str(folder),
    }
    command = ["-m", "tests.attackers.server", str(port), *options]
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, env=environment, stdout=out, stderr=out
        )
    try:
        async with asyncio.timeout(START_S):
            while free_to_bind(port):
                assert process.returncode is None, log.read_text()[-2000:]
                await asyncio.sleep(0.1)
        yield port, process.pid
    finally:
        process.kill()
        await process.wait()


async def people(port: int, cookies: list[str]) -> Crowd:
    """The fifty, sitting in Acme's space."""
    crowd = Crowd(port, f"{SPACE}/live", message_frame, all_read=True)
    header = "Sec-Fetch-Site: same-origin\r\nSec-WebSocket-Protocol: parley.json\r\n"
    await crowd.gather([f"Cookie: session={cookie}\r\n{header}" for cookie in cookies], HELLO)
    return crowd


async def everybody_is_here(port: int, cookie: str) -> None:
    """Wait until the fifty are seen in the space: from then on they hear everything."""
    address = f"ws://127.0.0.1:{port}{SPACE}/live"
    headers = {"Sec-Fetch-Site": "same-origin", "Cookie": f"session={cookie}"}
    async with (
        asyncio.timeout(START_S),
        connect(
            address, additional_headers=headers, subprotocols=[Subprotocol("parley.json")]
        ) as seat,
    ):
        await seat.send('{"type":"hello"}')
        async for frame in seat:
            said = json.loads(frame)
            if said["type"] == "presence" and len(said["here"]) > PEOPLE:
                return


@asynccontextmanager
async def attackers(port: int, cookies: list[str], report: Report) -> AsyncIterator[None]:
    """All attacks, from a process of their own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.attackers.attacks",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    target = {
        "port": port,
        "cookies": cookies[:ATTACKERS],
        "assets": [asset("editor.js"), asset("portal.js")],
    }
    assert process.stdin
    process.stdin.write(json.dumps(target).encode() + b"\n")
    await asyncio.sleep(2.0)  # until all are under way
    try:
        yield
    finally:
        process.stdin.close()
        said, _ = await process.communicate()
        told = json.loads(said)
        for name, into in (("tried", report.tried), ("ended", report.ended)):
            for attack, times in told[name].items():
                into[attack] = into.get(attack, 0) + times


@asynccontextmanager
async def watched(process: psutil.Process, report: Report) -> AsyncIterator[None]:
    """Note the most memory the process had."""

    async def watch() -> None:
        while True:
            now = process.memory_info().rss / MEGABYTE
            report.memory_most = max(report.memory_most, now)
            await asyncio.sleep(0.1)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
