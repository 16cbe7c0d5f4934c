"""What every test stands on: a real PostgreSQL, the named world, and browsers signed in to it."""

import asyncio
import atexit
import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx2
import pytest
from starlette.applications import Starlette

from asgi import MODELS, build
from auth.models import Person
from auth.sessions import start_session
from portal.database import Database, connected, embedded
from portal.database.context import credentials_of, tortoise_config
from portal.database.migrations import migrate
from portal.settings import Settings
from world import World

BASE_URL = "http://testserver"
TEMPLATE = "parley_template"
OTHERS_DATA = "shared data not here"
"""Why a test of others' data, which are not ours to ship, may be skipped."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow kinds first: what is long must not begin when the other workers have ended."""
    slow = {"processes": -2, "node": -2, "browser": -1}
    items.sort(key=lambda item: min((slow.get(m.name, 0) for m in item.iter_markers()), default=0))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where TEST_ALL=1, a test that was not run has failed, unless it needs others' data."""
    outcome = yield
    report = outcome.get_result()
    if (
        report.skipped
        and os.environ.get("TEST_ALL") == "1"
        and OTHERS_DATA not in str(call.excinfo)
    ):
        report.outcome = "failed"


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": True}


RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
FOLDER = Path(tempfile.gettempdir()) / f"parley-tests-{RUN}"
if "PYTEST_XDIST_WORKER" not in os.environ:
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> str:
    """The address of a PostgreSQL server that all workers of this run share."""
    FOLDER.mkdir(exist_ok=True)
    with locked(FOLDER / "lock"):
        url = embedded.start(FOLDER / "postgres")
        asyncio.run(make_template(url))
    return url


async def make_template(url: str) -> None:
    """Once a run: a migrated database that holds the world, to be copied for each test."""
    postgres = await asyncpg.connect(**credentials_of(url))
    try:
        if await postgres.fetchval("select 1 from pg_database where datname = $1", TEMPLATE):
            return
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            await postgres.execute(f"alter system set {setting}")
        await postgres.execute("alter system set max_connections = 300")
        await postgres.execute("select pg_reload_conf()")
        await postgres.execute("create database making")
        making = with_database(url, "making")
        await migrate(tortoise_config(making, MODELS))
        async with Database(making, MODELS).opened():
            await World.create()
        await postgres.execute(f"alter database making rename to {TEMPLATE}")
    finally:
        await postgres.close()


@pytest.fixture
async def database_url(server: str) -> AsyncIterator[str]:
    """A fresh copy of the template, for one test."""
    name = f"t_{uuid.uuid4().hex}"
    postgres = await asyncpg.connect(**credentials_of(server))
    try:
        await postgres.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        yield with_database(server, name)
        await postgres.execute(f"drop database {name} with (force)")
    finally:
        await postgres.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url, data_dir=tmp_path, base_url=BASE_URL, own_company="Parley Ltd"
    )


class Kept:
    """The edge to the mail server, in tests: keeps what would be sent."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        self.sent.append(message)


@pytest.fixture
def mailer() -> Kept:
    return Kept()


@pytest.fixture
async def app(settings: Settings, mailer: Kept) -> AsyncIterator[Starlette]:
    """The real app on a fresh database, its outbox worker running."""
    made = build(settings, mailer=mailer, limited=False)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def db(app: Starlette) -> AsyncIterator[Database]:
    """The app's database, for this test to look into."""
    with connected(app.state.database):
        yield app.state.database


@pytest.fixture
async def world(db: Database) -> World:
    """Ana, Rob and the others, as they stand in a fresh database."""
    return await World.load()


Visit = Callable[[str], "asyncio.Future[httpx2.AsyncClient]"]


@pytest.fixture
async def visit(app: Starlette, world: World) -> AsyncIterator[Visit]:
    """`await visit("ana")` is a browser in which Ana is signed in; "nobody" is a stranger's."""
    browsers: list[httpx2.AsyncClient] = []

    async def browser_of(name: str) -> httpx2.AsyncClient:
        browser = new_browser(app)
        browsers.append(browser)
        if name != "nobody":
            person = person_named(world, name)
            token = await start_session(person, method="test", browser="test")
            browser.cookies.set("session", token)
        return browser

    yield browser_of  # type: ignore[misc]
    for browser in browsers:
        await browser.aclose()


def new_browser(app: Starlette) -> httpx2.AsyncClient:
    """A browser without cookies. It says, as browsers do, that it asks from our own pages."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=BASE_URL,
        headers={"sec-fetch-site": "same-origin"},
    )


def person_named(world: World, name: str) -> Person:
    return world.ada if name == "ada" else world.members[name].person


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


class locked:  # noqa: N801 - reads as a word in `with locked(…)`
    """One process at a time."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> None:
        self.handle = self.file.open("w")
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.handle.close()
