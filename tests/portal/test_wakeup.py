"""Wake-ups: within a process, between processes, and after the line was cut."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from portal.carriers import Carrier, Notify, Redis
from portal.database.context import credentials_of
from portal.wakeup import Wakeup


async def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def two(carrier: Carrier) -> AsyncIterator[tuple[Wakeup, Wakeup]]:
    """Two processes' ends (in one test)."""
    async with AsyncExitStack() as stack:
        ends = Wakeup(carrier), Wakeup(carrier)
        for end in ends:
            await stack.enter_async_context(end.listening())
        yield ends


async def heard_over(here: Wakeup, there: Wakeup) -> None:
    """Wake until the other end hears: its line may still be opening."""
    heard: list[tuple[str, int]] = []
    with there.hearing("space:1", lambda *wake: heard.append(wake)):

        def waking() -> bool:
            here.wake("space:1", 7)
            here.wake("space:2", 9)
            return bool(heard)

        await until(waking)
    assert set(heard) == {("space:1", 7)}


async def test_the_same_process_hears_at_once(server):
    wakeup, heard = Wakeup(Notify(credentials_of(server))), []
    with wakeup.hearing("a", lambda *wake: heard.append(wake)):
        wakeup.wake("a", 1)
    wakeup.wake("a", 2)

    assert heard == [("a", 1)]


async def test_another_process_hears_by_notify(server):
    async with two(Notify(credentials_of(server))) as (here, there):
        await heard_over(here, there)


async def test_a_cut_line_is_mended(server):
    async with two(Notify(credentials_of(server))) as (here, there):
        await heard_over(here, there)
        postgres = await asyncpg.connect(**credentials_of(server))
        await postgres.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid()"
            " and (query ilike 'listen%' or query ilike '%pg_notify($1%')"
        )
        await postgres.close()

        await heard_over(here, there)


async def test_a_listener_that_fails_harms_no_other(server, caplog):
    wakeup, heard = Wakeup(Notify(credentials_of(server))), []

    def fail(*_wake: object) -> None:
        raise ValueError

    with wakeup.hearing("a", fail), wakeup.hearing("a", lambda *wake: heard.append(wake)):
        wakeup.wake("a", 1)

    assert heard == [("a", 1)]
    assert "a listener to a failed" in caplog.text


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(socket), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 10
        while not socket.exists():
            assert time.monotonic() < end
            time.sleep(0.02)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait(10)


async def test_another_process_hears_by_redis(redis_url):
    async with two(Redis(redis_url)) as (here, there):
        await heard_over(here, there)
