"""`parley audience`: a file of recipients split by the gate into four files and a summary."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from customer_space.gate.bulk.command import run_audience
from customer_space.gate.bulk.wanted import Wanted
from customer_space.gate.marks import Post
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import keys_of
from portal.commands import AsJson, open_database, refuse, run_on, say, settings_or_exit
from portal.errors import Invalid

COUNTED = ("allowed", "deferred", "denied", "errors")


def audience(
    file: Annotated[Path, typer.Argument(help="CSV or JSONL with a column `recipient`.")],
    topic: Annotated[str, typer.Option(help="What it is about, as in the catalogue.")],
    channel: Annotated[Channel, typer.Option(help="How they are to be reached.")],
    out: Annotated[Path, typer.Option(help="Folder for what comes out.")],
    sender: Annotated[str, typer.Option(help="Who would send.")] = "campaign",
    *,
    reserve: Annotated[bool, typer.Option(help="Hold the places, not only look.")] = False,
    key: Annotated[str, typer.Option(help="The same key gives the same answers again.")] = "",
    as_json: AsJson = False,
) -> None:
    """Split an audience: who may be reached now, who later, who not, and which rows are wrong."""
    settings = settings_or_exit()
    by = Asker(f"command:{sender}", "campaign", sender)
    wanted = Wanted(topic, channel, by, reserve=reserve, key=key, post=Post.of(settings))
    progress = _told_on_terminal if sys.stderr.isatty() else None

    async def split() -> dict[str, Any]:
        keys = keys_of(settings.secret_keys)
        return await run_audience(file, wanted, out=out, keys=keys, progress=progress)

    try:
        summary = run_on(open_database(settings), split)
    except (Invalid, OSError) as problem:
        refuse(str(problem))
    words = ", ".join(f"{summary[name]:,} {name}" for name in COUNTED)
    say(f"{words}. Written to {out}.", as_json=as_json, **summary)


async def _told_on_terminal(rows: int, counts: Mapping[str, int]) -> None:
    typer.echo(f"\r{sum(counts.values()):,} of {rows:,}", err=True, nl=False)
