"""Puts the portal together: the web app and the command line. The only module that knows all."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

import auth.commands
import auth.letters
import auth.parts
import collaboration.chat.live
import collaboration.files.jobs
import collaboration.notifications.jobs
import collaboration.notifications.letters
import collaboration.notifications.replies.taking
import collaboration.parts
import customer_space.accounts.commands
import customer_space.accounts.jobs
import customer_space.accounts.letters
import customer_space.exchange.commands
import customer_space.exchange.jobs
import customer_space.feedback.jobs
import customer_space.gate.audiences.doors
import customer_space.gate.bulk.audience
import customer_space.gate.commands
import customer_space.gate.jobs
import customer_space.gate.signals.jobs
import customer_space.gate.smtp.command
import customer_space.parts
import customer_space.rights.commands
import customer_space.rights.jobs
import world
from collaboration.leaving import LEAVING
from collaboration.rendering import Describer
from collaboration.service import LiveService
from customer_space.gate.webhooks.courier import Courier
from customer_space.preferences.suppressions import keys_of
from portal import answers, health, openapi
from portal.assets import static
from portal.background import running, together
from portal.commands import (
    migrate,
    open_database,
    refuse,
    run,
    run_on,
    settings_or_exit,
    use_models,
)
from portal.database import Database, rows
from portal.database.context import tortoise_config
from portal.database.migrations import migrate as migrate_database
from portal.database.migrations import unapplied
from portal.doctor import doctor
from portal.letters import Stationery
from portal.live import Renderer
from portal.mail import Mailer, mailer_of
from portal.middleware import KnownHostOnly, OnDatabase, RequestLog, SameOriginOnly, SecurityHeaders
from portal.notices import Composer
from portal.outbox import Handler, Worker
from portal.server.load import load
from portal.server.serving import free_port, log_to_terminal
from portal.server.serving import serve as serve_app
from portal.settings import Settings
from portal.templating import use_company, use_largest_upload, use_paths_of
from portal.throttle import Throttle

MODELS = [
    "portal.live",
    "portal.outbox",
    "portal.mail",
    *auth.parts.MODELS,
    *customer_space.parts.MODELS,
    *collaboration.parts.MODELS,
]

PAGES = (
    health,
    openapi,
    *auth.parts.PAGES,
    *customer_space.parts.PAGES,
    *collaboration.parts.PAGES,
)
ROUTES = [*chain.from_iterable(pages.routes for pages in PAGES), static]

LIVE = (*auth.parts.LIVE, *customer_space.parts.LIVE, *collaboration.parts.LIVE)
RENDERERS: dict[str, Renderer] = dict(chain.from_iterable(of.live.items() for of in LIVE))
"""Kind of announcement: the markup that those who are looking get."""

DESCRIBERS: dict[str, Describer] = dict(collaboration.chat.live.describers)
"""Kind of announcement: its subject as data, for parley.json."""


def build(
    settings: Settings, *, mailer: Mailer | None = None, work: bool = True, limited: bool = True
) -> Starlette:
    """The app for these settings; `work` runs the outbox worker inside it.

    Not `limited`, anybody may ask as often as they like (tests do), and nobody is sent away.
    """
    database = open_database(settings)
    handlers = job_handlers(settings, mailer or mailer_of(settings.smtp_url))
    live = LiveService(RENDERERS, DESCRIBERS)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        beside = [live.run()]
        if work:
            beside += [Worker(handlers).run(), Courier(settings).run()]
        beside += collaboration.notifications.replies.taking.listening(settings, database)
        if limited:
            beside.append(load.watch(lambda: rows("select 1")))
        async with database.opened(), running(*beside):
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=middleware_of(settings, database, limited=limited),
        exception_handlers=answers.handlers,
        max_body_size=1024 * 1024,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.live = live
    use_paths_of(app.router)
    use_company(settings.own_company)
    use_largest_upload(settings.max_upload_mb)
    return app


def middleware_of(settings: Settings, database: Database, *, limited: bool) -> list[Middleware]:
    """The guards round every request, the outermost first."""
    return [
        Middleware(RequestLog),
        Middleware(SecurityHeaders, secure=settings.secure),
        Middleware(KnownHostOnly, base_url=settings.base_url),
        Middleware(SameOriginOnly, base_url=settings.base_url),
        *([Middleware(Throttle)] if limited else []),
        Middleware(OnDatabase, database=database),
    ]


def job_handlers(settings: Settings, mailer: Mailer) -> dict[str, Handler]:
    """Who does which job of the outbox."""
    return {
        **customer_space.accounts.jobs.jobs,
        **customer_space.gate.jobs.jobs(letters_of(settings), mailer, settings),
        **customer_space.gate.signals.jobs.jobs(settings),
        **customer_space.gate.audiences.doors.jobs(settings),
        **collaboration.notifications.jobs.jobs,
        **customer_space.exchange.jobs.jobs_with(keys_of(settings.secret_keys)),
        **collaboration.files.jobs.jobs(settings.data_dir),
        **customer_space.feedback.jobs.jobs,
        **customer_space.rights.jobs.jobs_with(
            keys_of(settings.secret_keys), LEAVING, settings.data_dir
        ),
    }


def letters_of(settings: Settings) -> dict[str, Composer]:
    """Who writes which letter."""
    stationery = Stationery.of(settings)
    return {
        **auth.letters.letters(stationery),
        **customer_space.accounts.letters.letters(stationery),
        **collaboration.notifications.letters.letters(settings),
    }


def app() -> ASGIApp:
    """For `uvicorn --factory asgi:app`; a worker of several leaves the outbox to `parley work`."""
    settings = Settings.from_environment(os.environ)
    log_to_terminal(settings.log_format)
    return build(settings)


MODELS_CONFIG = tortoise_config("postgres://localhost/parley", MODELS)
"""For `tortoise -c asgi.MODELS_CONFIG makemigrations`: needs no database."""

use_models(MODELS)
command_line = typer.Typer(no_args_is_help=True, add_completion=False)
for command in (migrate, doctor, auth.commands.client, customer_space.accounts.commands.invite):
    command_line.command()(command)
command_line.add_typer(customer_space.gate.commands.ledger)
command_line.command()(customer_space.gate.bulk.audience.audience)
command_line.command()(collaboration.notifications.replies.taking.receive)
command_line.command("gateway")(customer_space.gate.smtp.command.run_gateway)
command_line.command("import")(customer_space.exchange.commands.import_file)
command_line.command("erase")(customer_space.rights.commands.erase_with(LEAVING))
command_line.command("export")(customer_space.rights.commands.export_with(LEAVING))


@command_line.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen, on this machine only.")] = 8000,
    data: Annotated[Path, typer.Option(help="Folder that keeps the data.")] = Path("var/demo"),
    *,
    fresh: Annotated[bool, typer.Option(help="Start over with an untouched world.")] = False,
) -> None:
    """Run the whole portal on embedded parts, with the named world to sign in to."""
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    settings = settings_or_exit(
        data_dir=data,
        base_url=f"http://127.0.0.1:{port}",
        own_company=world.COMPANY,
        demo=True,
    )
    if not free_port(port):
        refuse(f"Port {port} is taken. Choose another: make demo PORT=8001")
    log_to_terminal(settings.log_format)
    database = open_database(settings)
    run(migrate_database(database.config))
    run_on(database, world.ensure_demo)
    for name, about in world.introductions():
        typer.echo(f"  {settings.base_url}/sign-in/as/{name:5} {about}")
    serve_app(build(settings), "127.0.0.1", port)


@command_line.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Run the production server. Refuses development secrets and unapplied migrations."""
    settings = settings_or_exit()
    log_to_terminal(settings.log_format)
    missing = run(unapplied(open_database(settings).config))
    problems = settings.production_problems()
    if missing:
        problems.append(f"Migrations are missing ({', '.join(missing)}): run parley migrate.")
    if problems:
        refuse("\n".join(problems))
    target = "asgi:app" if workers > 1 else app()
    serve_app(target, host, port, workers=workers, trusted_proxies=settings.trusted_proxies)


@command_line.command()
def work() -> None:
    """Do the jobs of the outbox, and tell the webhooks."""
    settings = settings_or_exit()
    log_to_terminal(settings.log_format)
    handlers = job_handlers(settings, mailer_of(settings.smtp_url))
    works = (Worker(handlers), Courier(settings))
    run_on(open_database(settings), lambda: together(*(each.run() for each in works)))
