"""The conversation in real browsers: notes, answers, names, corrections, finding it again."""

from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Enter

BOX = "Write to everyone in the space"
NOTE = "Note for your own side only"
SPACE = "/spaces/acme-corporation"
expect.set_options(timeout=20_000)


async def test_a_note_stays_on_its_side_and_the_next_words_are_for_everyone(enter: Enter):
    rob, lea, ana = [await arrive(enter, name) for name in ("rob", "lea", "ana")]

    await rob.get_by_label("Only our side").check()
    await expect(rob.get_by_text("Nobody of the other sides will see this.")).to_be_visible()
    await say(rob, "We can go down to 42.", box=NOTE)

    for page in (rob, lea):
        note = messages(page).filter(has_text="We can go down to 42.")
        await expect(note).to_have_count(1)
        await expect(note).to_contain_text("Only your side sees this")
    await expect(rob.get_by_label("Only our side")).not_to_be_checked()

    await say(rob, "Hello everybody")
    await expect(messages(ana).filter(has_text="Hello everybody")).to_have_count(1)
    await expect(ana.locator("body")).not_to_contain_text("We can go down")
    await expect(rob.locator(".message-pending")).to_have_count(0)
    assert await violations(rob) == []


async def test_a_note_begun_is_still_a_note_after_a_reload(enter: Enter):
    rob = await arrive(enter, "rob")
    await rob.get_by_label("Only our side").check()
    await rob.get_by_label(NOTE).fill("Half a thought")
    await rob.reload()
    await expect(rob.get_by_label(NOTE)).to_have_value("Half a thought")
    await expect(rob.get_by_label("Only our side")).to_be_checked()


async def test_ana_answers_rob_corrects_and_it_becomes_a_commitment(enter: Enter):
    rob, ana = [await arrive(enter, name) for name in ("rob", "ana")]
    await say(rob, "I send the lst on Friday")

    said = messages(ana).filter(has_text="I send the")
    await said.get_by_role("link", name="What to do with this message").click()
    await said.get_by_role("button", name="Thanks").click()
    await expect(messages(rob).filter(has_text="thanks: Ana Silva")).to_have_count(1)
    await said.get_by_role("link", name="What to do with this message").click()
    await said.get_by_role("link", name="Reply").click()
    await say(ana, "Which list?")
    answer = messages(rob).filter(has_text="Which list?")
    await expect(answer).to_contain_text("Rob Keller: I send the lst on Friday")

    mine = rob.locator(".message[data-side=company]").filter(has_text="I send the lst")
    await mine.get_by_role("link", name="What to do with this message").click()
    await mine.get_by_role("link", name="Edit").click()
    await mine.get_by_label("What it shall say").fill("I send the list on Friday")
    await mine.get_by_role("button", name="Save").click()
    await expect(messages(ana).filter(has_text="edited")).to_contain_text("the list on Friday")
    await expect(messages(ana).filter(has_text="Which list?")).to_contain_text(
        "Rob Keller: I send the list on Friday"
    )

    first = ana.locator(".message[data-side=company]").filter(has_text="the list on Friday")
    await first.get_by_role("link", name="What to do with this message").click()
    await first.get_by_role("button", name="Make it a commitment").click()
    await rob.get_by_role("link", name="Became a commitment").click()
    await expect(rob.locator("#commitments")).to_contain_text("I send the list on Friday")


async def test_carl_is_named_by_the_first_letters_of_his_name(enter: Enter):
    rob, carl = [await arrive(enter, name) for name in ("rob", "carl")]
    await rob.get_by_label(BOX).press_sequentially("Ask @ca")
    await expect(rob.get_by_role("option", name="Carl Nunes")).to_be_visible()
    assert await violations(rob) == []
    await rob.keyboard.press("Enter")
    await rob.keyboard.type("about it")
    await rob.keyboard.press("Enter")
    await expect(carl.locator(".mention")).to_have_text("@Carl Nunes")


async def test_a_slash_and_some_letters_find_what_was_said(enter: Enter):
    ana = await arrive(enter, "ana")
    await say(ana, "The truck came at six")
    await expect(messages(ana).filter(has_text="truck")).to_have_count(1)
    await expect(ana.locator(".message-pending")).to_have_count(0)
    await ana.locator("h1").click()
    await ana.keyboard.press("/")
    await ana.keyboard.type("tru")
    await ana.keyboard.press("Enter")
    await expect(ana.locator("mark")).to_have_text("truck")
    assert await violations(ana) == []
    await ana.locator("main").get_by_role("link", name="The truck came at six").click()
    await expect(ana.locator(".message:target")).to_contain_text("The truck came at six")
    assert await violations(ana) == []


async def test_what_is_new_stands_below_a_line_that_only_its_reader_has(enter: Enter):
    ana, rob = [await arrive(enter, name) for name in ("ana", "rob")]
    await say(rob, "Old news")
    await expect(messages(ana).filter(has_text="Old news")).to_have_count(1)
    await ana.goto("/me")
    await say(rob, "Fresh news")
    await expect(rob.locator(".message-pending")).to_have_count(0)
    await ana.goto(SPACE)
    line = ana.locator("#chat_messages > .chat-new")
    await expect(line).to_have_count(1)
    await expect(line.locator("xpath=following-sibling::li[1]")).to_contain_text("Fresh news")
    await ana.reload()
    await expect(messages(ana).filter(has_text="Fresh news")).to_have_count(1)
    await expect(line).to_have_count(0)


async def arrive(enter: Enter, name: str) -> Page:
    page = await enter(name, SPACE)
    await expect(page.locator("#presence")).to_contain_text(name.capitalize())
    return page


async def say(page: Page, words: str, *, box: str = BOX) -> None:
    await page.get_by_label(box).fill(words)
    await page.keyboard.press("Enter")


def messages(page: Page):
    return page.locator("#chat_messages .message")
