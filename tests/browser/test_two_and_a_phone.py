"""Two people and a phone: a burst, pages loaded again in the middle of it, a laptop that slept."""

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Enter
from tests.faults.proxy import Proxy
from tests.serving import Process
from world import World

BOX = "Write to everyone in the space"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLEPT_MS = 180_000
SEEN = "nodes => nodes.map(node => node.textContent.match(/Word \\d+/)?.[0]).filter(Boolean)"
FITS = "document.documentElement.scrollWidth <= innerWidth"
expect.set_options(timeout=20_000)


async def test_three_pages_show_a_burst_whole_though_two_are_loaded_again_in_the_middle_of_it(
    enter: Enter, world: World
):
    space = f"/spaces/{world.acme.slug}"
    rob, ana = await enter("rob", space), await enter("ana", space)
    carl = await enter("carl", space, **PHONE)
    for page in (rob, ana, carl):
        await expect(page.locator("#presence")).to_contain_text("Carl")

    for n in range(1, 8):
        await say(rob, f"Word {n}.")
    await ana.reload()
    for n in range(8, 15):
        await say(rob, f"Word {n}.")
    await rob.reload()
    await carl.get_by_role("link", name="Chat").tap()
    await carl.get_by_label(BOX).fill("Word 15.")
    await carl.get_by_role("button", name="Send").tap()

    words = [f"Word {n}" for n in range(1, 16)]
    for page in (rob, ana, carl):
        for word in words:
            await expect(messages(page).filter(has_text=f"{word}.")).to_have_count(1)
        await expect(page.locator(".message-pending")).to_have_count(0)
    first = await messages(rob).evaluate_all(SEEN)
    assert sorted(first) == sorted(words)
    for page in (ana, carl):
        assert await messages(page).evaluate_all(SEEN) == first
    assert await carl.evaluate(FITS)


async def test_a_laptop_that_slept_three_minutes_has_lost_and_doubled_nothing(
    chromium: Browser, enter: Enter, world: World, portal: Process
):
    space = f"/spaces/{world.acme.slug}"
    rob = await enter("rob", space)
    async with Proxy(portal.port) as line:
        ana = await on_a_laptop(chromium, line, space)
        await expect(ana.locator("#presence")).to_contain_text("Rob")
        await say(rob, "Word 1.")
        await expect(messages(ana).filter(has_text="Word 1.")).to_have_count(1)

        line.silent = {"up", "down"}  # the lid closes: nothing arrives, and nobody says goodbye
        await say(ana, "Word 2.")
        for n in range(3, 9):
            await say(rob, f"Word {n}.")
        await expect(rob.locator(".message-pending")).to_have_count(0)
        await ana.clock.fast_forward(SLEPT_MS)
        await expect(messages(ana).filter(has_text="Word 3.")).to_have_count(0)
        line.heal()

        for page in (ana, rob):
            await expect(messages(page).filter(has_text="Word")).to_have_count(8)
            await expect(page.locator(".message-pending")).to_have_count(0)
            seen = await messages(page).evaluate_all(SEEN)
            assert sorted(seen) == [f"Word {n}" for n in range(1, 9)]
        await expect(ana.locator("#offline")).to_be_hidden()
        await ana.context.close()


async def on_a_laptop(chromium: Browser, line: Proxy, path: str) -> Page:
    """Ana's page behind that line, with a clock that can be moved."""
    context = await chromium.new_context(base_url=f"http://127.0.0.1:{line.port}")
    await context.clock.install()
    page = await context.new_page()
    await page.goto("/sign-in/as/ana")
    await page.locator("main button[type=submit]").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    await page.goto(path)
    return page


async def say(page: Page, words: str) -> None:
    await page.get_by_label(BOX).fill(words)
    await page.keyboard.press("Enter")


def messages(page: Page):
    return page.locator("#chat_messages .message")
