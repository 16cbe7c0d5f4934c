"""The style guide shows every component; each must be readable, reachable and within the policy."""

import mimetypes
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route

from portal.assets import FOLDER
from portal.clock import now
from portal.middleware import CONTENT_SECURITY_POLICY
from portal.templating import fragment
from tests.browser.axe import violations

ADDRESS = "https://guide.example/spaces/acme/plan"
CONTEXT: dict[str, Any] = {
    "viewer": SimpleNamespace(name="Ana Silva", initials="AS", side="customer", is_admin=True),
    "space": SimpleNamespace(slug="acme", name="Acme"),
    "request_path": "/spaces/acme/plan",
    "asks_gate": True,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
async def test_every_component_keeps_to_wcag(chromium: Browser, width: int, theme: str):
    page, complaints = await open_guide(chromium, width, theme)

    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


async def test_the_reader_changes_the_theme_and_it_stays(chromium: Browser):
    page, _ = await open_guide(chromium, 1440, "light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(paper)

    await page.get_by_role("button", name="Switch between light and dark").click()
    dark = await page.evaluate(paper)
    await page.reload()

    assert dark != light
    assert await page.evaluate(paper) == dark


async def test_help_opens_with_a_key_and_closes_with_escape(chromium: Browser):
    page, _ = await open_guide(chromium, 1440, "light")
    await page.evaluate("document.activeElement.blur()")

    await page.keyboard.press("?")
    assert await page.get_by_role("dialog", name="Keyboard").is_visible()
    await page.keyboard.press("Escape")
    assert not await page.get_by_role("dialog", name="Keyboard").is_visible()


async def test_on_a_phone_the_conversation_is_a_sheet(chromium: Browser):
    page, _ = await open_guide(chromium, 390, "light")
    box = page.get_by_label("Write to everyone in the space")
    assert not await box.is_visible()

    await page.get_by_role("link", name="Chat").click()
    assert await box.is_visible()
    assert await box.evaluate("box => box === document.activeElement")

    await page.keyboard.press("Escape")
    await page.wait_for_timeout(400)
    assert not await box.is_visible()


async def test_the_first_problem_has_the_focus(chromium: Browser):
    page, _ = await open_guide(chromium, 1440, "light")

    assert await page.evaluate("document.activeElement.matches('[data-problems]')")


async def open_guide(browser: Browser, width: int, theme: str) -> tuple[Page, list[str]]:
    """The guide under our policy, and what the browser complains of."""
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.route("**/*", answer)
    await page.goto(ADDRESS)
    await page.wait_for_function(
        "document.querySelector('.topbar').getBoundingClientRect().top === 0"
    )
    return page, complaints


async def answer(route: Route) -> None:
    path = route.request.url.removeprefix("https://guide.example")
    if path.startswith("/static/"):
        file = FOLDER / path.removeprefix("/static/")
        await route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0])
    else:
        await route.fulfill(
            body=fragment("styleguide/show.html", now=now(), **CONTEXT),
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": CONTENT_SECURITY_POLICY},
        )


def test_the_guide_shows_every_component():
    guide = FOLDER.parent.parent / "templates"
    shown = "".join(page.read_text() for page in (guide / "styleguide").iterdir())
    shown += "".join(page.read_text() for page in (guide / "layouts").iterdir())
    components = {page.stem for page in (guide / "components").iterdir()} - {"editor"}

    missing = [name for name in components if f'"components/{name}.html"' not in shown]

    assert missing == []
