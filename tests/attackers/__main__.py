"""All attackers at once while fifty people talk: `python -m tests.attackers [SECONDS [ROUNDS]]`."""

import sys
import tempfile
from pathlib import Path
from statistics import median

import uvloop

from asgi import MODELS
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from tests.attackers.stage import PEOPLE, PER_S, Report, play
from world import World


def main(seconds: float, rounds: int) -> None:
    """Play on a portal made for it, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        uvloop.run(prepare(url))
        show(uvloop.run(play(url, Path(folder), seconds, rounds)), seconds, rounds)


async def prepare(url: str) -> None:
    """The named world, in an empty database."""
    await migrate(tortoise_config(url, MODELS))
    async with Database(url, MODELS).opened():
        await World.create()


def show(report: Report, seconds: float, rounds: int) -> None:
    """Print a table, with the goals."""
    quiet, attacked = median(report.quiet_ms), median(report.attacked_ms)
    print(f"{PEOPLE} people, {PER_S:.0f} messages a second, {rounds} × {seconds:.0f} s each way")
    print(f"p99 quiet     {quiet:7.1f} ms   of {_list(report.quiet_ms)}")
    print(f"p99 attacked  {attacked:7.1f} ms   of {_list(report.attacked_ms)}")
    print(f"ratio         {attacked / quiet:7.1f}      goal: below 2")
    print(f"memory        {report.growth:+7.0f} MiB  goal: below +100")
    print(f"disconnected  {report.disconnected:7d}      goal: 0")
    _show_attacks(report)


def _show_attacks(report: Report) -> None:
    print("\nattack             tried  ended by the server")
    for name, times in sorted(report.tried.items()):
        print(f"{name:17} {times:6} {report.ended.get(name, 0):6}")


def _list(milliseconds: list[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in milliseconds)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        float(arguments[0]) if arguments else 10.0,
        int(arguments[1]) if len(arguments) > 1 else 3,
    )
