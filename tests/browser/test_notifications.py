"""What a real browser shows is known as read, to its reader's own mails alone."""

import asyncio
import uuid

from playwright.async_api import expect

from collaboration.chat.actions import post
from collaboration.notifications.queries import readers_of, said_in
from collaboration.notifications.rules import is_news
from customer_space.accounts.rights import Side
from portal.clock import now
from tests.browser.axe import violations
from tests.browser.conftest import Enter
from world import World

HERE = "/spaces/acme-corporation/notifications"
expect.set_options(timeout=20_000)


async def test_what_ana_sees_is_no_news_to_her_and_still_news_to_carl(enter: Enter, world: World):
    ana = await enter("ana", HERE)
    for text, audience in (("Good morning.", None), ("A note.", Side.CUSTOMER)):
        author = world.carl if audience else world.rob
        await post(text, id=uuid.uuid4(), by=author, audience=audience)
        await expect(ana.locator(".message").filter(has_text=text)).to_have_count(1)

    for _ in range(200):
        if not await news_of(world.ana):
            break
        await asyncio.sleep(0.1)

    assert await news_of(world.ana) == 0
    assert await news_of(world.carl) == 1


async def test_the_volume_is_chosen_with_the_keyboard(enter: Enter):
    ana = await enter("ana", HERE)

    await ana.get_by_label("What concerns me").focus()
    await ana.keyboard.press("ArrowDown")
    await expect(ana.get_by_label("The digest only")).to_be_checked()
    await ana.keyboard.press("Enter")

    await expect(ana.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
    await ana.reload()
    await expect(ana.get_by_label("The digest only")).to_be_checked()
    assert await violations(ana) == []


async def news_of(member) -> int:
    [reader] = await readers_of(member.account_id, only=member.id)
    said = await said_in(member.account_id, since=now().replace(year=2020))
    return sum(is_news(one, reader) for one in said)
