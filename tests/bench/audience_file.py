"""A file with every fault, as long as there are people: killed in its middle, started again."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from asgi import MODELS
from customer_space.gate.bulk.command import run_audience
from customer_space.gate.bulk.wanted import Wanted
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from portal.database import Database
from tests.bench.audience_world import KEYS
from tests.customer_space.gate_bulk.faulty import write_faulty

WANTED = Wanted("news", Channel.EMAIL, Asker("bench", "campaign", "Bench"), key="every fault")
ANSWERS = ("allowed", "deferred", "denied", "errors")


async def split_faulty(url: str, rows: int, folder: Path) -> None:
    """Say how long it took, and that no row is missing."""
    path, out = folder / "faulty.csv", folder / "out"
    written = write_faulty(path, rows, lambda n: f"person{n}@customers.example")
    started = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.audience_file", url, path, out, str(rows)
    )
    assert await child.wait() == -signal.SIGKILL
    assert not (out / "summary.json").exists()
    summary = await run_audience(path, WANTED, out=out, keys=KEYS)
    spent = time.perf_counter() - started
    assert summary["rows"] == written.rows == sum(summary[name] for name in ANSWERS)
    assert summary["errors"] == written.faulty, summary["reasons"]["errors"]
    lines = sum(_lines(out / f"{name}.csv") - 1 for name in ANSWERS)
    assert lines == rows, lines
    print(f"audience: a file of {rows:,} rows with every fault, killed half-way: {spent:.0f} s; "
          + json.dumps({name: summary[name] for name in ANSWERS}), flush=True)  # fmt: skip


async def until_killed(url: str, path: Path, out: Path, rows: int) -> None:
    """Split, and die half-way."""

    async def die(_rows: int, counts: Mapping[str, int]) -> None:
        if sum(counts.values()) >= rows // 2:
            os.kill(os.getpid(), signal.SIGKILL)

    async with Database(url, MODELS).opened():
        await run_audience(path, WANTED, out=out, keys=KEYS, progress=die)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


if __name__ == "__main__":
    address, given, written_to, count = sys.argv[1:]
    asyncio.run(until_killed(address, Path(given), Path(written_to), int(count)))
