"""Two processes, a dozen people and every fault: what was acknowledged is kept, once, in order."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.machines import Postgres, RedisServer
from tests.faults.mischief import EVERYTHING, cut, deaf, restart_postgres, upset_redis
from tests.faults.stage import Town, play, prepare

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

SECONDS = float(os.environ.get("FAULTS_SECONDS", "20"))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory() as folder:  # one that the database's own user can reach
        durable = Postgres(Path(folder) / "durable")
        yield durable
        durable.crash()


@pytest.fixture(scope="module")
async def town(postgres: Postgres) -> AsyncIterator[Town]:
    return await prepare(postgres)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis, where this machine has one; else the wake-ups travel by NOTIFY."""
    if shutil.which("redis-server") is None:
        yield ""
        return
    server = RedisServer()
    yield server.url
    server.stop()


async def test_a_dozen_people_lose_nothing_whatever_happens(postgres, town, tmp_path: Path):
    outcome = await play(postgres, town, tmp_path, EVERYTHING, seconds=SECONDS)
    assert outcome.broken == []
    assert outcome.messages > 100
    assert outcome.deliveries == outcome.messages * len(town.cookies)
    assert outcome.connections > 2 * len(town.cookies)


async def test_nor_when_redis_carries_the_wake_ups_and_forgets(postgres, town, tmp_path, redis_url):
    faults = [upset_redis, cut] if redis_url else [cut]
    outcome = await play(postgres, town, tmp_path, faults, seconds=5, redis_url=redis_url)
    assert outcome.broken == []
    assert outcome.messages > 30


async def test_lost_wake_ups_cost_at_most_a_second_or_so(postgres, town, tmp_path):
    outcome = await play(postgres, town, tmp_path, [], seconds=4, planted="lost wake-ups")
    assert outcome.broken == []
    assert outcome.messages > 30


BUGS = {
    "ack before commit": ([restart_postgres] * 3, 1, "was acknowledged as"),
    "clock as number": ([], 2, "where"),
    "no catch-up": ([cut] * 3, 1, "heard"),
    "no deduplication": ([deaf] * 3, 1, "times"),
    "dropped wake-ups": ([], 9, "heard"),
}


@pytest.mark.parametrize("bug", BUGS)
async def test_a_planted_bug_is_found(postgres, town, tmp_path, bug):
    faults, seconds, words = BUGS[bug]
    outcome = await play(
        postgres, town, tmp_path, faults, seconds=seconds, planted=bug, patience_s=4
    )
    assert any(words in sentence for sentence in outcome.broken), outcome
