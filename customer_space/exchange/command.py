"""What `parley import` calls: a file into the database, its refused rows into a file beside it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from customer_space.exchange.actions import NO_KEYS, import_rows
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.reading import read_table
from customer_space.exchange.refusals import RefusedFile
from customer_space.exchange.results import Batch, Counts, Result
from customer_space.preferences.suppressions import Keys

Progress = Callable[[int, Counts], None]
"""Told, after each batch, the last line done and the counts so far."""


async def run_import(
    path: Path,
    kind: Kind,
    map_: Map | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    keys: Keys = NO_KEYS,
) -> Result:
    """Import a file; without `map_` its columns say where it comes from.

    Needs a connected database; `keys` are those of suppressions (preferences.suppressions).
    Refused rows are written to `FILE.refused.csv`; the result says where that is. Raises
    UnreadableFileError (a ValueError with a sentence) and OSError, with nothing imported.
    """
    table = await asyncio.to_thread(read_table, path)
    so_far = Counts()
    with RefusedFile(path, table.header) as refused:

        async def keep(batch: Batch) -> None:
            refused.write((each.row.line, each.reason, each.row.cells) for each in batch.refused)
            so_far.add(batch.counts)
            if progress:
                progress(batch.line, so_far)

        result = await import_rows(table, kind, map_, dry_run=dry_run, keep=keep, keys=keys)
        result.refused_file = refused.written
        return result
