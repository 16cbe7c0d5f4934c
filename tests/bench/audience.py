"""An audience of a million: at once against one by one, against one scan, and its memory.

Run alone: `python -m tests.bench.audience [PEOPLE [FOLDER]]`. The database is made for the run, or
kept in FOLDER and found there again.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple
from uuid import UUID

import asyncpg

from asgi import MODELS
from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.question import Question, question_of
from customer_space.gate.bulk.reach import reach_of
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from portal.clock import now
from portal.database import Database, embedded
from portal.database.context import credentials_of, tortoise_config
from portal.database.migrations import migrate
from tests.bench.audience_file import split_faulty
from tests.bench.audience_world import KEYS, PERSON, TABLES, furnish

PEOPLE = 1_000_000
SAMPLE = 20_000
BATCH = 10_000
SENDER = Asker("bench", "campaign", "Bench")


async def main(people: int, folder: Path) -> None:
    made = (folder / "postgres").exists()
    url = embedded.start(folder / "postgres")
    if not made:
        await migrate(tortoise_config(url, MODELS))
        say(f"{people:,} people made in {await seconds(lambda: furnish(url, people)):.0f} s")
    async with Database(url, MODELS).opened():
        await measure(url, people)
        await split_faulty(url, people, folder)


async def measure(url: str, people: int) -> None:
    """In thirds, each beside one by one and a scan: what disturbs one disturbs all."""
    asked = Asked(Channel.EMAIL, "news", now(), bulk=True)
    question = await question_of(asked, by=SENDER, now=asked.at)
    allowed = 0

    answering = SetBased(question, KEYS)

    async def everybody(ids: range) -> None:
        nonlocal allowed
        allowed += await at_once(answering, ids)

    await at_once(SetBased(question, KEYS), range(1, people // 10 + 1))
    small = peak_megabytes()
    found = [await _third(url, question, everybody, ids) for ids in thirds(people)]
    say(f"peak memory: {small:.0f} MB after {people // 10:,}, {peak_megabytes():.0f} MB in the end")
    say(f"at once: {found[1].at_once:.0f} µs a person, of which we computed {found[1].cpu:.0f} µs;"
        f" {allowed:,} of {people:,} allowed")  # fmt: skip
    say(f"one by one: {found[1].single:.0f} µs a person")
    faster = median(each.single / each.at_once for each in found)
    say(f"faster than one by one: {faster:.0f} times (goal 20)")
    say(f"against a scan that reads the rows: {median(each.of_read for each in found):.1f} times"
        f" ({found[1].read:.1f} s for all; goal 12)")  # fmt: skip
    say(f"against a scan that only counts: {median(each.of_counted for each in found):.0f} times")
    await look_ahead(question, people, allowed)


class Third(NamedTuple):
    """Microseconds a person; `read` and `counted`: seconds of a whole scan."""

    at_once: float
    cpu: float
    single: float
    read: float
    counted: float
    people: int

    @property
    def of_read(self) -> float:
        return self.at_once * self.people / 1e6 / self.read

    @property
    def of_counted(self) -> float:
        return self.at_once * self.people / 1e6 / self.counted


async def _third(
    url: str, question: Question, everybody: Callable[[range], Awaitable[None]], ids: range
) -> Third:
    computed = time.process_time()
    together = await seconds(lambda: everybody(ids))
    computed = time.process_time() - computed
    some = ids[: min(SAMPLE, len(ids) // 3) // 3]
    single = await seconds(lambda: one_by_one(question, some))
    counted, read = await scans(url)
    each = 1e6 / len(ids)
    return Third(
        together * each, computed * each, single * 1e6 / len(some), read, counted, 3 * len(ids)
    )


def thirds(people: int) -> list[range]:
    """Everybody's numbers in three parts."""
    cuts = [1 + people * n // 3 for n in range(4)]
    return [range(start, end) for start, end in pairwise(cuts)]


async def look_ahead(question: Question, people: int, allowed: int) -> None:
    """How long "how many could we reach then?" takes, and that it is what asking finds."""
    started = time.perf_counter()
    reach = await reach_of(question, KEYS, batches(range(1, people + 1)))
    say(f"preview worked out in {time.perf_counter() - started:.1f} s")
    assert reach.at(question.at) == allowed
    times = []
    for hour in range(48):
        started = time.perf_counter()
        found = reach.at(question.at + timedelta(hours=hour))
        times.append(1000 * (time.perf_counter() - started))
    say(f"preview: {median(times):.2f} ms, at most {max(times):.2f} ms (goal 50), last {found:,}")


async def at_once(answering: SetBased, numbers: range) -> int:
    """How many are allowed."""
    allowed = 0
    for ids in batches(numbers):
        found = await answering.verdicts(ids)
        allowed += sum(verdict.outcome is Outcome.ALLOW for verdict in found.values())
    return allowed


async def one_by_one(question: Question, numbers: range) -> None:
    for ids in batches(numbers):
        for id_ in ids:
            await verdict_about(question, KEYS, id_)


def batches(numbers: range) -> Iterator[list[UUID]]:
    for first in range(0, len(numbers), BATCH):
        yield [person(n) for n in numbers[first : first + BATCH]]


def person(number: int) -> UUID:
    return UUID(int=UUID(f"{PERSON:08x}-0000-7000-8000-000000000000").int + number)


async def scans(url: str) -> tuple[float, float]:
    """Seconds for one pass over all the tables: counted there, and read by us."""
    postgres = await asyncpg.connect(**credentials_of(url))
    await postgres.execute(
        "set enable_indexonlyscan = off; set max_parallel_workers_per_gather = 0"
    )

    async def count() -> None:
        for table in TABLES:
            await postgres.fetchval(f"select count(*) from {table}")

    async def read() -> None:
        for table in TABLES:
            await postgres.copy_from_table(table, output=drop)

    async def drop(_data: bytes) -> None:
        pass

    counted = await seconds(count)
    seen = await seconds(read)
    await postgres.close()
    return counted, seen


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def peak_megabytes() -> float:
    """The most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    print(f"audience: {line}", flush=True)


def run(people: int = PEOPLE) -> None:
    """With a database of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(main(people, Path(scratch)))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    if len(sys.argv) > 2:
        asyncio.run(main(count, Path(sys.argv[2])))
    else:
        run(count)
