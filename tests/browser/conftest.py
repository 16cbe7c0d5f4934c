"""Real Chromium against a real server process."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.serving import Process

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip

LEFT_EARLY = "WebSocket is closed before the connection is established."
"""What Chromium says of a page that was left while its socket was opening: nobody's error."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def portal(database_url: str, tmp_path) -> Iterator[Process]:
    """A server on a fresh world."""
    process = Process(database_url, PARLEY_DATA_DIR=str(tmp_path))
    yield process
    process.stop()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


Enter = Callable[..., Awaitable[Page]]


@pytest.fixture
async def enter(chromium: Browser, portal: Process) -> AsyncIterator[Enter]:
    """`await enter("ana", "/spaces/…")` is a page in a browser of Ana's own.

    At the end no page may have logged an error or broken the content security policy.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    async def page_of(name: str, path: str = "/", **options: object) -> Page:
        context = await chromium.new_context(base_url=portal.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: _note(complaints, name, message))
        page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
        if name != "nobody":
            await page.goto(f"/sign-in/as/{name}")
            await page.locator("main button[type=submit]").click()
            await page.wait_for_url(lambda url: "/sign-in" not in url)
        await page.goto(path)
        return page

    yield page_of
    for context in contexts:
        await context.close()
    assert complaints == []


def _note(complaints: list[str], name: str, message: object) -> None:
    if message.type in {"error", "warning"} and LEFT_EARLY not in message.text:  # type: ignore[attr-defined]
        complaints.append(f"{name}: {message.text}")  # type: ignore[attr-defined]
