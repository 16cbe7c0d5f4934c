"""How hard this process has to work, and what it therefore sends away for a while.

Once a second the worst of four measures is taken: how late timers are, how long the database takes
to answer, the requests in work, and memory. Three seconds above 1, and one more kind of visit is
sent away; a second below 0.8, and one less.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from resource import getpagesize

LAG_S = 0.1  # 95 of 100 timers are later than this
DATABASE_S = 0.2
IN_FLIGHT = 256  # requests
MEMORY = 1024**3  # bytes

RELIEF = 0.8
PATIENCE = 3  # measurements
EVERY_S = 1.0
TICK_S = 0.025

log = logging.getLogger(__name__)

SHED = ("anonymous", "search", "api reads", "sockets", "api writes", "chat")
"""What is sent away, in this order. Whatever is not named here never is."""


class Load:
    """One for each process. Nothing is sent away unless `watch` runs."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.level = 0  # so many kinds of SHED are sent away
        self._strained = 0  # measurements in a row

    def sheds(self, kind: str) -> bool:
        """Whether this kind of visit is sent away now."""
        return kind in SHED[: self.level]

    async def watch(self, probe: Callable[[], Awaitable[object]]) -> None:
        """Measure until cancelled; `probe` asks the database something small."""
        try:
            while True:
                lag = await _lag()
                self.step(gauge(lag, await _answer_time(probe), self.in_flight, memory()))
        finally:
            self.level = 0

    def step(self, strain: float) -> None:
        """Take in one measurement."""
        self._strained = self._strained + 1 if strain > 1 else 0
        if strain < RELIEF:
            self._go_to(self.level - 1, strain)
        elif self._strained == PATIENCE:
            self._strained = 0
            self._go_to(self.level + 1, strain)

    def _go_to(self, level: int, strain: float) -> None:
        level = min(max(level, 0), len(SHED))
        if level != self.level:
            self.level = level
            log.warning("load %.1f: sent away now: %s", strain, ", ".join(SHED[:level]) or "nobody")


def gauge(lag_s: float, database_s: float, in_flight: int, memory_bytes: int) -> float:
    """The worst of the measures, as a share of what we want to bear."""
    return max(lag_s / LAG_S, database_s / DATABASE_S, in_flight / IN_FLIGHT, memory_bytes / MEMORY)


def memory() -> int:
    """Bytes of this process in memory; 0 where that cannot be known."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * getpagesize()


async def _lag() -> float:
    """How late timers are (seconds, 95th percentile of a second)."""
    late = []
    end = time.monotonic() + EVERY_S
    while (due := time.monotonic() + TICK_S) < end:
        await asyncio.sleep(TICK_S)
        late.append(time.monotonic() - due)
    return sorted(late)[int(0.95 * len(late))] if late else EVERY_S


async def _answer_time(probe: Callable[[], Awaitable[object]]) -> float:
    """Seconds. A database that is down is no load: nobody would be helped by less of it."""
    start = time.monotonic()
    try:
        async with asyncio.timeout(EVERY_S):
            await probe()
    except TimeoutError:
        pass
    except Exception:  # noqa: BLE001 - whatever is wrong with it
        return 0.0
    return time.monotonic() - start


load = Load()
