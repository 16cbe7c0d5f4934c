"""What the import pages show. The uploaded bytes stay where they are."""

from collections.abc import AsyncIterator
from uuid import UUID

from customer_space.exchange.models import ImportRun, RefusedRow

RUNS_SHOWN = 30
ROWS_SHOWN = 100
ROWS_AT_ONCE = 1000

_WITHOUT_CONTENT = (
    "id", "kind", "map", "file_name", "state", "problem", "done_line", "last_line", "created",
    "updated", "unchanged", "refused", "opted_out", "without_address", "started_at", "ended_at",
    "header", "started_by_id",
)  # fmt: skip


async def runs_shown() -> list[ImportRun]:
    """The newest runs, the last one first."""
    return await ImportRun.all().only(*_WITHOUT_CONTENT).order_by("-started_at").limit(RUNS_SHOWN)


async def run_of(id_: UUID) -> ImportRun | None:
    """One run, or None."""
    return await ImportRun.get_or_none(id=id_).only(*_WITHOUT_CONTENT)


async def first_refused(run: ImportRun) -> list[RefusedRow]:
    """The first refused rows, by line."""
    return await RefusedRow.filter(run_id=run.id).order_by("line").limit(ROWS_SHOWN)


async def all_refused(run: ImportRun) -> AsyncIterator[RefusedRow]:
    """Every refused row by line, read in pieces."""
    line = 0
    while True:
        found = RefusedRow.filter(run_id=run.id, line__gt=line).order_by("line")
        piece = await found.limit(ROWS_AT_ONCE)
        for each in piece:
            yield each
        if len(piece) < ROWS_AT_ONCE:
            return
        line = piece[-1].line
