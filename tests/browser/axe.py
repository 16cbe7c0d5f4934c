"""Accessibility: axe-core in the page, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

FILE = Path("frontend/node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def script() -> str:
    """axe-core, as npm brought it."""
    return FILE.read_text()


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line for each rule and element."""
    await page.evaluate(script())
    found: dict[str, Any] = await page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
