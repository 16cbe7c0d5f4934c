"""An open database, and how code finds the one it works on.

Tortoise keeps its connections in a context variable. Requests, socket handlers and background
tasks each enter it through `connected`; `with ctx:` would store its token on the shared object
and fail under concurrency, so the variable is set and reset here.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from urllib.parse import parse_qs, unquote, urlsplit

from tortoise.context import TortoiseContext, _current_context

from portal.carriers import Notify, Redis
from portal.database.mends import mend_tortoise
from portal.wakeup import Wakeup

APP = "parley"
MIGRATIONS = "portal.migrations"

mend_tortoise()


class Database:
    """The connections of one app, its models, and its wake-ups between processes."""

    def __init__(
        self, url: str, models: Sequence[str], *, pool: int = 10, redis_url: str = ""
    ) -> None:
        self.url = url
        self.config = tortoise_config(url, models, pool=pool)
        self.orm = TortoiseContext()
        self.wakeup = Wakeup(Redis(redis_url) if redis_url else Notify(credentials_of(url)))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Database"]:
        """Open the connections and listen for wake-ups, for as long as the block lasts."""
        with connected(self):
            try:
                await self.orm.init(config=self.config)
                async with self.wakeup.listening():
                    yield self
            finally:
                await self.orm.close_connections()


_current: ContextVar[Database] = ContextVar("database")


@contextmanager
def connected(database: Database) -> Iterator[None]:
    """Let the code of this block, in this task, work on `database`."""
    ours = _current.set(database)
    theirs = _current_context.set(database.orm)
    try:
        yield
    finally:
        _current_context.reset(theirs)
        _current.reset(ours)


def database_of() -> Database:
    """The database this code works on."""
    return _current.get()


def tortoise_config(url: str, models: Sequence[str], *, pool: int = 10) -> dict[str, object]:
    """What Tortoise wants to know: one connection, one app label for all floors."""
    credentials = credentials_of(url) | {
        "minsize": 1,
        "maxsize": pool,
        "command_timeout": 30,
        "reset": _as_it_is,
    }
    return {
        "connections": {
            "default": {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
        },
        "apps": {APP: {"models": list(models), "migrations": MIGRATIONS}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def _as_it_is(_connection: object) -> None:
    """A connection goes back to the pool without a statement that resets it: settings, locks and
    cursors of ours end with their transaction, and asyncpg itself rolls back one left open."""


def credentials_of(url: str) -> dict[str, object]:
    """Host (or socket folder), port, user, password and database out of a PostgreSQL address."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[0]
    return {
        "host": host,
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/") or "postgres",
    }
