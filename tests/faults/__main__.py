"""Every fault, for as long as is wanted: `python -m tests.faults MINUTES`."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.machines import Postgres
from tests.faults.mischief import EVERYTHING
from tests.faults.stage import play, prepare

ROUND_S = 60.0


async def main(minutes: float) -> int:
    """Play round after round; returns the number of rounds in which a promise was broken."""
    end, failed, number = time.monotonic() + minutes * 60, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder) / "durable")
        town = await prepare(postgres)
        while time.monotonic() < end:
            number += 1
            seconds = min(ROUND_S, max(5.0, end - time.monotonic()))
            outcome = await play(postgres, town, Path(folder), EVERYTHING, seconds=seconds)
            failed += bool(outcome.broken)
            print(
                f"round {number}: {outcome.messages} messages, {outcome.deliveries} deliveries, "
                f"{outcome.connections} connections, {len(outcome.broken)} broken promises",
                *outcome.broken[:20],
                sep="\n  ",
                flush=True,
            )
        postgres.crash()
    return failed


if __name__ == "__main__":
    sys.exit(min(1, asyncio.run(main(float(sys.argv[1])))))
