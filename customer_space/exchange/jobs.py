"""Uploaded files are read, checked and imported here, while nobody waits for an answer."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from customer_space.exchange.actions import import_rows
from customer_space.exchange.models import ImportRun, RunState
from customer_space.exchange.reading import read_table
from customer_space.exchange.results import Batch
from customer_space.exchange.runs import end_run, forget_run, keep_batch
from customer_space.exchange.tables import UnreadableFileError
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.outbox import Handler, enqueue

AT_ONCE = timedelta(seconds=45)
"""Less than a job's lease: a long import goes on in the next job."""


class _EnoughError(Exception):
    """This job has worked long enough."""


def jobs_with(keys: Keys) -> dict[str, Handler]:
    """The jobs; `keys` are those of suppressions, so that nobody erased comes back."""

    async def check_run(payload: dict[str, Any]) -> None:
        await _go_on(payload, RunState.CHECKING, RunState.CHECKED, keys)

    async def import_run(payload: dict[str, Any]) -> None:
        await _go_on(payload, RunState.IMPORTING, RunState.DONE, keys)

    return {
        "exchange.check_run": check_run,
        "exchange.import_run": import_run,
        "exchange.forget_run": forget,
    }


async def forget(payload: dict[str, Any]) -> None:
    """Drop what is not needed any more."""
    if run := await ImportRun.get_or_none(id=payload["run"]):
        await forget_run(run)


async def _go_on(payload: dict[str, Any], state: RunState, then: RunState, keys: Keys) -> None:
    """Check or import, from the last line whose outcome is kept."""
    run = await ImportRun.get_or_none(id=payload["run"], state=state).select_related("started_by")
    if run is None:
        return
    if not run.started_by.is_admin:
        await end_run(run, RunState.FAILED, "Whoever started this is no administrator any more.")
        return
    try:
        await _read_and_import(run, keys)
    except _EnoughError:
        kind = "exchange.check_run" if state is RunState.CHECKING else "exchange.import_run"
        await enqueue(kind, payload)
    except UnreadableFileError as problem:
        await end_run(run, RunState.FAILED, str(problem)[:500])
    else:
        await end_run(run, then)


async def _read_and_import(run: ImportRun, keys: Keys) -> None:
    started: list[datetime] = []

    async def keep(batch: Batch) -> None:
        started.append(now())
        if started[-1] - started[0] > AT_ONCE:
            raise _EnoughError
        await keep_batch(run, batch)

    table = await asyncio.to_thread(read_table, bytes(run.content or b""))
    await ImportRun.filter(id=run.id).update(header=[name[:200] for name in table.header])
    await import_rows(
        table,
        run.kind,
        run.map,
        dry_run=run.state is RunState.CHECKING,
        after=run.done_line,
        keep=keep,
        keys=keys,
    )
