"""`parley import`: a file into the database, its refused rows into a file beside it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from customer_space.exchange.actions import NO_KEYS, import_rows
from customer_space.exchange.crm_names import Kind, Map
from customer_space.exchange.reading import read_table
from customer_space.exchange.refusals import RefusedFile
from customer_space.exchange.results import Batch, Counts, Result
from customer_space.exchange.tables import UnreadableFileError
from customer_space.preferences.suppressions import Keys, keys_of
from portal.commands import AsJson, open_database, refuse, run_on, say, settings_or_exit

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


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX, as the CRM exports it.")],
    kind: Annotated[Kind, typer.Option("--as", help="What its rows are.")],
    map_: Annotated[Map | None, typer.Option("--map", help="Whose column names.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import accounts, company people or contacts; refused rows go to FILE.refused.csv."""
    settings = settings_or_exit()
    keys = keys_of(settings.secret_keys)
    progress = _told_on_terminal if sys.stderr.isatty() else None

    async def work() -> Result:
        return await run_import(file, kind, map_, dry_run=dry_run, progress=progress, keys=keys)

    try:
        result = run_on(open_database(settings), work)
    except (UnreadableFileError, OSError) as problem:
        refuse(str(problem))
    say(_in_words(result), as_json=as_json, **result.summary)


def _told_on_terminal(line: int, counts: Counts) -> None:
    words = f"\rline {line}: {counts.created} created, {counts.refused} refused"
    typer.echo(words, err=True, nl=False)


def _in_words(result: Result) -> str:
    counted = ", ".join(f"{number} {name}" for name, number in result.summary.items())
    lines = [counted + (" (nothing was written)" if result.dry_run else "")]
    if result.counts.without_address:
        number = result.counts.without_address
        lines.append(f"{number} have no e-mail address yet: they cannot be invited.")
    if result.counts.opted_out:
        lines.append(f"{result.counts.opted_out} want no advertising: kept as their own word.")
    if result.refused_file:
        lines.append(f"Refused rows, with reasons: {result.refused_file}")
    return "\n".join(lines)
