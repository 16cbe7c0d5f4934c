"""A file with every fault ends with counts that add up, also after a kill in its middle."""

import signal
import sys
from dataclasses import replace

import anyio
import pytest

from customer_space.gate.bulk.command import run_audience
from customer_space.preferences.actions import make_wish
from tests.customer_space.gate_bulk.faulty import write_faulty
from tests.customer_space.gate_bulk.test_audience import (
    ADVICE,
    FILES,
    KEYS,
    ONCE_A_WEEK,
    bytes_of,
    rows_of,
)

NAMED = replace(ADVICE, key="autumn")
ROWS = 600

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from asgi import MODELS
from customer_space.gate.bulk.command import run_audience
from portal.database import Database
from tests.customer_space.gate_bulk.test_every_fault import KEYS, NAMED, ROWS

async def main(url, path, out):
    async def die(rows, counts):
        if sum(counts.values()) >= ROWS // 2:
            os.kill(os.getpid(), signal.SIGKILL)
    async with Database(url, MODELS).opened():
        await run_audience(Path(path), NAMED, out=Path(out), keys=KEYS, progress=die, batch=70)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


async def test_killed_half_way_and_started_again_it_ends_the_same(
    world, database_url, tmp_path, out
):
    await make_wish(ONCE_A_WEEK, by=world.ana)
    people = [str(member.person_id) for member in world.members.values()]
    path = tmp_path / "audience.csv"
    known = dict(enumerate(people)) | {ROWS - n: id_ for n, id_ in enumerate(people, start=20)}
    written = write_faulty(path, ROWS, lambda n: known.get(n, f"x{n}@y.example"))
    killed = await anyio.run_process(
        [sys.executable, "-c", KILLED, database_url, path, out], check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (out / "allowed.csv").exists()

    resumed = await run_audience(path, NAMED, out=out, keys=KEYS, batch=110)

    whole = await run_audience(path, NAMED, out=tmp_path / "whole", keys=KEYS)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")
    assert resumed == whole
    assert resumed["rows"] == written.rows == sum(resumed[name] for name in FILES)
    assert resumed["errors"] == written.faulty
    assert sum(len(rows_of(out, name)) for name in FILES) == written.rows
    assert sorted(each.name for each in out.iterdir()) == sorted(
        ["summary.json", *(f"{name}.csv" for name in FILES)]
    )
