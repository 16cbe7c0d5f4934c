"""`parley doctor`: looks at what the portal needs, and says what to do."""

import asyncio
from collections.abc import AsyncIterator
from zoneinfo import available_timezones

import typer

from portal.carriers import INTERRUPTED, Redis
from portal.commands import open_database, run, settings_or_exit
from portal.database import rows
from portal.database.migrations import unapplied
from portal.mail import Smtp
from portal.settings import Settings

ENOUGH_ZONES = 400
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def doctor() -> None:
    """Check settings, database, mail, wake-ups and time-zone data; say what to do."""
    settings = settings_or_exit()

    async def look() -> list[str]:
        return [problem async for problem in _problems(settings)]

    problems = run(look())
    for problem in problems:
        typer.echo(f"- {problem}")
    typer.echo("Something needs a hand." if problems else "All is well.")
    raise typer.Exit(bool(problems))


async def _problems(settings: Settings) -> AsyncIterator[str]:
    for problem in settings.production_problems():
        yield f"For production: {problem}"
    async for problem in _of_database(settings):
        yield problem
    async for problem in _of_mail(settings):
        yield problem
    async for problem in _of_redis(settings):
        yield problem
    if len(available_timezones()) < ENOUGH_ZONES:
        yield "Time-zone data is missing: install the package tzdata."


async def _of_database(settings: Settings) -> AsyncIterator[str]:
    try:
        database = open_database(settings)
        if missing := await unapplied(database.config):
            yield f"Migrations are missing ({', '.join(missing)}): run parley migrate."
        async with database.opened():
            for name, wanted in DURABLE.items():
                [row] = await rows("select current_setting($1) as value", name)
                if row["value"] != wanted:
                    yield f"PostgreSQL has {name} = {row['value']}: acknowledged data can be lost."
    except OSError as error:
        yield f"The database does not answer ({error}): check PARLEY_DATABASE_URL."


async def _of_mail(settings: Settings) -> AsyncIterator[str]:
    if not settings.smtp_url:
        yield "Mails are only printed: set PARLEY_SMTP_URL."
        return
    if silence := await Smtp(settings.smtp_url).silence():
        yield f"The mail server does not answer ({silence}): check PARLEY_SMTP_URL."


async def _of_redis(settings: Settings) -> AsyncIterator[str]:
    if not settings.redis_url:
        return
    try:
        async with asyncio.timeout(5), Redis(settings.redis_url).connected(lambda _: None):
            pass
    except (*INTERRUPTED, TimeoutError) as error:
        yield f"Redis does not answer ({error}): check PARLEY_REDIS_URL."
