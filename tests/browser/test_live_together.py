"""Ana and Rob at the same page: what one writes the other sees, and nothing written is lost."""

from playwright.async_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import Enter
from tests.serving import Process
from world import World

TEXT = "The plan’s text"
BOX = "Write to everyone in the space"
RESTART = 1012
expect.set_options(timeout=20_000)


async def test_a_message_appears_on_both_sides_once(enter: Enter, world: World):
    ana, rob = await both(enter, f"/spaces/{world.acme.slug}")

    await say(ana, "Could the truck come <b>after</b> seven?")

    for page in (ana, rob):
        message = page.locator("#chat_messages").get_by_text(
            "Could the truck come <b>after</b> seven?"
        )
        await expect(message).to_have_count(1)
    await expect(ana.locator("#chat_messages .message-pending")).to_have_count(0)
    await expect(ana.get_by_label(BOX)).to_have_value("")


async def test_what_ana_writes_in_a_tunnel_is_sent_once_she_is_out(
    chromium: Browser, enter: Enter, world: World, portal: Process
):
    path = f"/spaces/{world.acme.slug}"
    rob = await enter("rob", path)
    ana, tunnel = await signed_in_beside_a_tunnel(chromium, portal, path)
    await expect(ana.locator("#presence")).to_contain_text("Rob")

    await tunnel.go_in()
    await expect(ana.locator("#offline")).to_be_visible()
    await say(ana, "Written on the train.")
    await expect(ana.locator(".message-pending")).to_contain_text("not kept yet")
    await tunnel.come_out()

    for page in (ana, rob):
        said = page.locator("#chat_messages").get_by_text("Written on the train.")
        await expect(said).to_have_count(1)
        await expect(page.locator("#offline")).to_be_hidden()
    await expect(ana.locator(".message-pending")).to_have_count(0)


async def test_two_people_write_one_text(enter: Enter, world: World):
    ana, rob = await both(enter, f"/spaces/{world.acme.slug}/plan")
    for page in (ana, rob):
        await expect(page.get_by_role("textbox", name=TEXT)).to_be_visible()

    await write_at_the_end(ana, "Fewer returns, says Ana.")
    await expect(rob.get_by_role("textbox", name=TEXT)).to_contain_text("Fewer returns, says Ana.")
    await write_at_the_end(rob, "And fewer calls, says Rob.")

    await expect(ana.get_by_role("textbox", name=TEXT)).to_contain_text("fewer calls, says Rob.")
    await expect(ana.locator(".caret-name")).to_contain_text("Rob")
    for page in (ana, rob):
        await expect(page.locator("[data-editor-status]")).to_have_text("Saved")


async def test_the_text_is_there_again_for_who_comes_later(enter: Enter, world: World):
    path = f"/spaces/{world.acme.slug}/plan"
    ana = await enter("ana", path)
    await expect(ana.get_by_role("textbox", name=TEXT)).to_be_visible()
    await write_at_the_end(ana, "## What we owe each other")
    await expect(ana.locator("[data-editor-status]")).to_have_text("Saved")

    carl = await enter("carl", path)

    heading = carl.get_by_role("textbox", name=TEXT).get_by_role("heading", level=2)
    await expect(heading.get_by_text("What we owe each other")).to_be_visible()


class Tunnel:
    """A way to cut a browser off, its open sockets too. Its complaints are not counted."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.inside = False
        self.open: list[WebSocketRoute] = []

    async def pass_on(self, route: WebSocketRoute) -> None:
        if self.inside:
            await route.close(code=RESTART)
        else:
            route.connect_to_server()
            self.open.append(route)

    async def go_in(self) -> None:
        self.inside = True
        await self.context.set_offline(True)
        for route in self.open:
            await route.close(code=RESTART)

    async def come_out(self) -> None:
        self.inside = False
        await self.context.set_offline(False)


async def signed_in_beside_a_tunnel(
    browser: Browser, portal: Process, path: str
) -> tuple[Page, Tunnel]:
    context = await browser.new_context(base_url=portal.url)
    tunnel = Tunnel(context)
    await context.route_web_socket("**/live*", tunnel.pass_on)
    page = await context.new_page()
    await page.goto("/sign-in/as/ana")
    await page.locator("main button[type=submit]").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    await page.goto(path)
    return page, tunnel


async def both(enter: Enter, path: str) -> tuple[Page, Page]:
    ana, rob = await enter("ana", path), await enter("rob", path)
    for page in (ana, rob):
        await expect(page.locator("#chat_messages")).to_be_attached()
        await expect(page.locator("#presence")).to_contain_text("Rob")
    return ana, rob


async def say(page: Page, words: str) -> None:
    await page.get_by_label(BOX).fill(words)
    await page.keyboard.press("Enter")


async def write_at_the_end(page: Page, words: str) -> None:
    await page.get_by_role("textbox", name=TEXT).click()
    await page.keyboard.press("Control+End")
    await page.keyboard.press("Enter")
    await page.keyboard.type(words)
