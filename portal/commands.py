"""How a command runs: one event loop, refusals as a sentence on stderr and exit code 1."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.database.migrations import drift, unapplied
from portal.database.migrations import migrate as migrate_database
from portal.errors import PortalError
from portal.settings import Settings, WrongSetting

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

_models: list[str] = []


def use_models(models: Sequence[str]) -> None:
    """Say, once, which models this installation has (asgi.py)."""
    _models[:] = models


def open_database(settings: Settings) -> Database:
    """The database of these settings; started here where it is the embedded one."""
    url = settings.database_url or embedded.start(settings.data_dir / "postgres")
    return Database(url, _models, redis_url=settings.redis_url)


def settings_or_exit(**changes: Any) -> Settings:
    """The settings of the environment; a wrong one ends the command with code 1."""
    try:
        return replace(Settings.from_environment(), **changes)
    except WrongSetting as problem:
        refuse(str(problem))


def run(work: Awaitable[T]) -> T:
    """Await a command's work; what the portal refuses ends it with code 1."""

    async def awaited() -> T:
        return await work

    try:
        return asyncio.run(awaited())
    except PortalError as refused:
        refuse(refused.sentence)


def run_on(database: Database, work: Callable[[], Awaitable[T]]) -> T:
    """Await `work()` with the database open."""

    async def opened() -> T:
        async with database.opened():
            return await work()

    return run(opened())


def refuse(sentence: str) -> NoReturn:
    """End the command: it was understood, and cannot be done."""
    typer.echo(sentence, err=True)
    sys.exit(1)


def say(plain: str, *, as_json: bool, **facts: Any) -> None:
    """Print a result, as a sentence or as one JSON object."""
    typer.echo(json.dumps(facts) if as_json else plain)


def migrate(
    *,
    check: Annotated[bool, typer.Option(help="Only look: exit 1 on unapplied or drift.")] = False,
    models_only: Annotated[bool, typer.Option(help="With --check: ask no database.")] = False,
) -> None:
    """Apply migrations, or check that nothing is missing."""
    if not check:
        applied = run(migrate_database(open_database(settings_or_exit()).config))
        typer.echo("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
        return
    drifted = run(drift(tortoise_config("postgres://localhost/parley", _models)))
    missing = [] if models_only else run(unapplied(open_database(settings_or_exit()).config))
    if drifted or missing:
        lines = [*(f"drift: {each}" for each in drifted), *(f"unapplied: {m}" for m in missing)]
        refuse("\n".join(lines))
    typer.echo("models and migrations agree")
