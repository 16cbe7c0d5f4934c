"""Pictures of every screen, with the demo's world: `python -m tests.screens [PART …]`.

Into `screens/`, at 390 and 1440 px, light and dark. PART keeps only screens whose name holds it.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from asgi import MODELS, open_database
from portal.database import embedded
from portal.database.context import tortoise_config
from portal.database.migrations import migrate
from portal.settings import Settings
from tests.browser.conftest import ARGUMENTS
from tests.serving import Process
from world import ensure_demo

OUT = Path("screens")
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
THEMES = ("light", "dark")
SPACE = "/spaces/acme-corporation"

SCREENS: dict[str, tuple[str, str]] = {
    "sign-in": ("nobody", "/sign-in"),
    "home-rep": ("rob", "/"),
    "space": ("ana", SPACE),
    "search": ("ana", f"{SPACE}/search?q=call"),
    "feedback": ("ana", f"{SPACE}/feedback"),
    "feedback-one": ("rob", f"{SPACE}/feedback > Both pallets"),
    "feedback-new": ("ana", f"{SPACE}/feedback/new"),
    "conversation": ("ana", f"{SPACE}/conversation"),
    "file-new": ("ana", f"{SPACE}/enclosures"),
    "message": ("rob", f"{SPACE}/chat/day?day=2199-01-01"),
    "plan": ("ana", f"{SPACE}/plan"),
    "plan-rep": ("rob", f"{SPACE}/plan"),
    "plan-scores": ("ana", f"{SPACE}/plan > How far we are"),
    "plan-history": ("ana", f"{SPACE}/plan/history"),
    "plan-calendar": ("ana", f"{SPACE}/plan/calendar"),
    "plan-review": ("rob", f"{SPACE}/plan/review"),
    "rhythm-new": ("ana", f"{SPACE}/plan/rhythm/new"),
    "contact": ("ana", f"{SPACE}/contact"),
    "initiatives": ("ana", f"{SPACE}/initiatives"),
    "initiative": ("ana", f"{SPACE}/initiatives > A call after delivery"),
    "initiative-new": ("rob", f"{SPACE}/initiatives/new"),
    "rhythm-signature": ("lea", f"{SPACE}/plan/rhythm/signature"),
    "people": ("ana", f"{SPACE}/people"),
    "space-copy": ("ana", f"{SPACE}/copy"),
    "notifications": ("ana", f"{SPACE}/notifications"),
    "me-notifications": ("rob", "/me/notifications"),
    "outreach": ("rob", f"{SPACE}/outreach"),
    "audiences": ("rob", "/outreach/audiences"),
    "me": ("ana", "/me"),
    "rights": ("ana", "/me/rights"),
    "admin": ("ada", "/admin"),
    "admin-accounts": ("ada", "/admin/accounts"),
    "admin-people": ("ada", "/admin/people?q=ana"),
    "admin-imports": ("ada", "/admin/imports"),
    "admin-clients": ("ada", "/admin/clients"),
    "admin-webhooks": ("ada", "/admin/webhooks"),
}
"""Name: who looks, where; after a `>` the link to follow from there."""


async def main(parts: list[str]) -> None:
    wanted = {
        name: screen
        for name, screen in SCREENS.items()
        if not parts or any(part in name for part in parts)
    }
    with tempfile.TemporaryDirectory() as folder:
        url = embedded.start(Path(folder) / "postgres")
        await migrate(tortoise_config(url, MODELS))
        async with open_database(Settings(database_url=url)).opened():
            await ensure_demo()
        portal = Process(url, PARLEY_DATA_DIR=folder)
        try:
            await photograph(portal, wanted)
        finally:
            portal.stop()


async def photograph(portal: Process, wanted: dict[str, tuple[str, str]]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        for size in SIZES:
            for theme in THEMES:
                await _photograph(browser, portal.url, wanted, size, theme)
        await browser.close()


async def _photograph(
    browser: Browser, url: str, wanted: dict[str, tuple[str, str]], size: str, theme: str
) -> None:
    width, height = SIZES[size]
    for who in sorted({who for who, _ in wanted.values()}):
        context = await browser.new_context(
            base_url=url, viewport={"width": width, "height": height}, color_scheme=theme
        )
        page = await context.new_page()
        if who != "nobody":
            await page.goto(f"/sign-in/as/{who}")
            await page.locator("main button[type=submit]").click()
            await page.wait_for_url(lambda there: "/sign-in" not in there)
        for name, (viewer, path) in wanted.items():
            if viewer == who:
                await go(page, path)
                await page.wait_for_timeout(700)
                await page.screenshot(path=OUT / f"{name}-{size}-{theme}.png")
                print(f"{name}-{size}-{theme}.png", flush=True)
        await context.close()


async def go(page: Page, path: str) -> None:
    """Go to a screen, by its address and perhaps a link there."""
    address, _, link = path.partition(" > ")
    await page.goto(address)
    if link:
        await page.get_by_role("link", name=link).first.click()
        await page.wait_for_load_state()


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    asyncio.run(main(sys.argv[1:]))
