"""Every screen of the demo's world: no violation of WCAG 2.2 AA, nothing wider than its window."""

import re

import pytest
from playwright.async_api import expect

from asgi import MODELS
from portal.database import Database
from tests.browser.axe import violations
from tests.screens import SCREENS, SIZES, go
from tests.serving import Process
from world import World, furnish


@pytest.fixture
async def portal(database_url: str, tmp_path):
    """A server on the furnished world."""
    async with Database(database_url, MODELS).opened():
        await furnish(await World.load())
    process = Process(database_url, PARLEY_DATA_DIR=str(tmp_path))
    yield process
    process.stop()


# Of a phone's dark screens nothing is asked that the others do not answer.
@pytest.mark.parametrize(
    ("size", "theme"), [("desk", "light"), ("desk", "dark"), ("phone", "light")]
)
async def test_no_screen_shuts_anybody_out(enter, size, theme):
    width, height = SIZES[size]
    found = []
    for who in sorted({who for who, _ in SCREENS.values()}):
        page = await enter(who, viewport={"width": width, "height": height}, color_scheme=theme)
        for name, (viewer, path) in SCREENS.items():
            if viewer != who:
                continue
            await go(page, path)
            here = page.locator("#presence")
            await expect(here.filter(has_text=re.compile("."))).to_have_count(await here.count())
            found += [f"{name}: {fault}" for fault in await violations(page)]
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found.append(f"{name}: {wide} px wider than the window")

    assert found == []
