"""How a command runs: one event loop, refusals as a sentence on stderr and exit code 1."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

import typer

from portal.database import Database
from portal.errors import PortalError
from portal.settings import Settings, WrongSetting

T = TypeVar("T")


def settings_or_exit(**changes: Any) -> Settings:
    """The settings of the environment; a wrong one ends the command with code 1."""
    try:
        return replace(Settings.from_environment(), **changes)
    except WrongSetting as problem:
        refuse(str(problem))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine; what the portal refuses ends it with code 1."""
    try:
        return asyncio.run(work)
    except PortalError as refused:
        refuse(refused.sentence)


async def on(database: Database, work: Callable[[], Awaitable[T]]) -> T:
    """Await `work()` with the database open."""
    async with database.opened():
        return await work()


def refuse(sentence: str) -> NoReturn:
    """End the command: it was understood, and cannot be done."""
    typer.echo(sentence, err=True)
    sys.exit(1)


def say(plain: str, *, as_json: bool, **facts: Any) -> None:
    """Print a result, as a sentence or as one JSON object."""
    typer.echo(json.dumps(facts) if as_json else plain)
