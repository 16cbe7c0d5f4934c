"""An uploaded file on its way: checked, confirmed, imported; each step kept as it happens."""

import re
from datetime import timedelta
from typing import Any

from auth.models import Person
from customer_space.exchange.cells import words
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.models import ImportRun, RefusedRow, RunState
from customer_space.exchange.results import Batch, Counts
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict
from portal.live import announce
from portal.outbox import enqueue

TOPIC = "admin"
LONGEST_NAME = 120


@transaction
async def start_run(
    kind: Kind, map_: Map | None, file_name: str, content: bytes, *, by: Person
) -> ImportRun:
    """Keep an uploaded file and have it checked: nothing is imported before it is confirmed."""
    run = await ImportRun.create(
        kind=kind,
        map=map_,
        file_name=shown_name(file_name),
        content=content,
        started_by=by,
        started_at=now(),
    )
    await enqueue("exchange.check_run", {"run": str(run.id)})
    await _forget_later(run, ImportRun.UNCONFIRMED_KEPT)
    await _announce(run)
    return run


@transaction
async def confirm_run(run: ImportRun, *, by: Person) -> None:
    """Have a checked file imported, once, on the word of `by`.

    Raises Conflict where it is not checked any more.
    """
    changed = await ImportRun.filter(id=run.id, state=RunState.CHECKED).update(
        state=RunState.IMPORTING,
        started_by_id=by.id,
        last_line=run.done_line,
        done_line=0,
        **dict.fromkeys(_COUNTS, 0),
    )
    if not changed:
        raise Conflict("This import is not waiting for a confirmation any more.")
    await RefusedRow.filter(run_id=run.id).delete()
    await enqueue("exchange.import_run", {"run": str(run.id)})
    await _announce(run)


@transaction
async def withdraw_run(run: ImportRun) -> None:
    """Drop a checked file, and what it said. Raises Conflict where it is being imported."""
    if not await _end(run, RunState.CHECKED, RunState.WITHDRAWN):
        raise Conflict("This import is not waiting for a confirmation any more.")
    await RefusedRow.filter(run_id=run.id).delete()
    await _announce(run)


async def keep_batch(run: ImportRun, batch: Batch) -> None:
    """Note what a batch did, in its own transaction.

    Raises Conflict, which undoes the batch, where another worker has gone on with the run.
    """
    counts = [getattr(batch.counts, name) for name in _COUNTS]
    if not await rows(_KEEP, run.id, run.state, run.done_line, batch.line, *counts):
        raise Conflict("Another worker does this import.")
    await RefusedRow.bulk_create(
        [
            RefusedRow(
                run_id=run.id,
                line=each.row.line,
                reason=each.reason[:1000],
                cells=[_storable(cell) for cell in each.row.cells],
            )
            for each in batch.refused
        ]
    )
    run.done_line = batch.line
    await _announce(run)


@transaction
async def end_run(run: ImportRun, state: RunState, problem: str | None = None) -> None:
    """A phase of a run is over, well or not."""
    changed = (
        await ImportRun.filter(id=run.id, state=run.state).update(state=state)
        if not state.is_over
        else await _end(run, run.state, state, problem)
    )
    if changed:
        await _announce(run)


@transaction
async def forget_run(run: ImportRun) -> None:
    """Drop what nobody has confirmed, and the refused rows of runs long over."""
    if run.state is RunState.CHECKED:
        await withdraw_run(run)
    elif run.state.is_over and now() - run.started_at >= ImportRun.REFUSALS_KEPT:
        await RefusedRow.filter(run_id=run.id).delete()
        await _announce(run)


def shown_name(file_name: str) -> str:
    """The name of an uploaded file, only ever to be shown: no folders, one short line."""
    last = re.split(r"[\\/]", words(file_name.encode("utf-8", "replace").decode()))[-1]
    clean = "".join(sign for sign in last if sign.isprintable())
    return clean[:LONGEST_NAME] or "file"


_COUNTS = tuple(Counts.__dataclass_fields__)
_KEEP = """
update import_run set done_line = $4, created = created + $5, updated = updated + $6,
  unchanged = unchanged + $7, refused = refused + $8, opted_out = opted_out + $9,
  without_address = without_address + $10
where id = $1 and state = $2 and done_line = $3
returning id
"""


def _storable(cell: str) -> str:
    """PostgreSQL keeps no NUL and no lone surrogate."""
    return cell.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


async def _end(
    run: ImportRun, before: RunState, after: RunState, problem: str | None = None
) -> int:
    await _forget_later(run, ImportRun.REFUSALS_KEPT)
    facts: dict[str, Any] = {"state": after, "problem": problem, "ended_at": now()}
    return await ImportRun.filter(id=run.id, state=before).update(content=None, **facts)


async def _forget_later(run: ImportRun, after: timedelta) -> None:
    await enqueue("exchange.forget_run", {"run": str(run.id)}, at=now() + after)


async def _announce(run: ImportRun) -> None:
    await announce(TOPIC, "exchange.run_changed", run.id)
