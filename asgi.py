"""Puts the portal together: the web app and the command line. The only module that knows all."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

import auth.letters
import auth.pages
from portal import answers, health
from portal.assets import static
from portal.database import Database, embedded
from portal.database.context import tortoise_config
from portal.letters import Stationery
from portal.mail import Mailer, mailer_of
from portal.middleware import KnownHostOnly, OnDatabase, RequestLog, SameOriginOnly, SecurityHeaders
from portal.notices import Composer
from portal.outbox import Handler, Worker
from portal.settings import Settings
from portal.templating import use_paths_of

MODELS = [
    "portal.live",
    "portal.outbox",
    "portal.mail",
    "auth.models",
    "customer_space.accounts.models",
]

ROUTES = [
    *health.routes,
    *auth.pages.routes,
    static,
]


def build(settings: Settings, *, mailer: Mailer | None = None, work: bool = True) -> Starlette:
    """The app for these settings; `work` runs the outbox worker inside it."""
    url = settings.database_url or embedded.start(settings.data_dir / "postgres")
    database = Database(url, MODELS)
    handlers = job_handlers(settings, mailer or mailer_of(settings.smtp_url))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with database.opened(), running(*([Worker(handlers).run()] if work else [])):
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=middleware_of(settings, database),
        exception_handlers=answers.handlers,
        max_body_size=1024 * 1024,
    )
    app.state.settings = settings
    app.state.database = database
    use_paths_of(app.router)
    return app


def middleware_of(settings: Settings, database: Database) -> list[Middleware]:
    """The guards round every request, the outermost first."""
    return [
        Middleware(RequestLog),
        Middleware(SecurityHeaders, secure=settings.secure),
        Middleware(KnownHostOnly, base_url=settings.base_url),
        Middleware(SameOriginOnly, base_url=settings.base_url),
        Middleware(OnDatabase, database=database),
    ]


def job_handlers(settings: Settings, mailer: Mailer) -> dict[str, Handler]:
    """Who does which job of the outbox."""
    del mailer
    letters_of(settings)
    return {}


def letters_of(settings: Settings) -> dict[str, Composer]:
    """Who writes which letter."""
    stationery = Stationery.of(settings)
    return {**auth.letters.letters(stationery)}


@asynccontextmanager
async def running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Background work, for as long as the block lasts."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def app() -> ASGIApp:
    """For `uvicorn --factory asgi:app`."""
    return build(Settings.from_environment(os.environ))


MODELS_CONFIG = tortoise_config("postgres://localhost/parley", MODELS)
"""For `tortoise -c asgi.MODELS_CONFIG makemigrations`: needs no database."""
