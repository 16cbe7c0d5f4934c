"""The main job, end to end, as a customer and a rep do it in two browsers (product.md)."""

import re

from playwright.async_api import Page, expect

SPACE = "/spaces/acme-corporation"
IN_FORCE = re.compile("both sides|agreed|in force", re.IGNORECASE)
VOIDED = re.compile("no longer covers", re.IGNORECASE)


async def test_ana_and_rob_talk_write_agree_wish_ask_and_sign(enter):
    ana = await enter("ana", SPACE)
    rob = await enter("rob", SPACE)

    await they_see_each_other_and_talk(ana, rob)
    await they_write_the_plan_in_one_text(ana, rob)
    await both_sides_sign_a_rhythm(rob, ana, await enter("lea", f"{SPACE}/plan"))
    await ana_says_how_she_may_be_contacted(ana)
    await rob_asks_before_he_reaches_out(rob)
    await ana_reads_why(ana)
    await they_approve_an_initiative(rob, ana, await enter("lea", f"{SPACE}/initiatives"))


async def they_see_each_other_and_talk(ana: Page, rob: Page) -> None:
    await expect(ana.locator("#presence")).to_contain_text("Rob Keller")
    await expect(rob.locator("#presence")).to_contain_text("Ana Silva")

    await say(ana, "Good morning Rob. <b>Shall</b> we write the plan?")
    await expect(rob.locator("#chat_messages li").last).to_contain_text(
        "Good morning Rob. <b>Shall</b> we write the plan?"
    )
    await say(rob, "Yes. I have the page open.")
    await expect(ana.locator("#chat_messages li").last).to_contain_text("I have the page open.")
    await expect(ana.locator(".message-pending")).to_have_count(0)
    assert await ana.locator("#chat_messages li").count() == 2


async def say(page: Page, words: str) -> None:
    box = page.locator("#chat textarea[name=text]")
    await box.fill(words)
    await box.press("Enter")


async def they_write_the_plan_in_one_text(ana: Page, rob: Page) -> None:
    for page in (ana, rob):
        await page.goto(f"{SPACE}/plan")
        await expect(page.locator("[data-editor-status]")).to_contain_text("Saved")
    hers, his = (page.get_by_role("textbox", name="The plan’s text") for page in (ana, rob))

    await hers.locator("p").first.click()
    await ana.keyboard.type("We want fewer stops.")
    await expect(his).to_contain_text("We want fewer stops.")
    await his.locator("p").last.click()
    await rob.keyboard.type("Rob walks the line each quarter.")
    await expect(hers).to_contain_text("Rob walks the line each quarter.")
    await expect(ana.locator("[data-editor-status]")).to_contain_text("Saved")
    await expect(hers).to_contain_text("Rob Keller")  # the caret carries his name

    await ana.get_by_role("link", name="Add an outcome").click()
    await (
        ana.get_by_label("What do you want to reach")
        .or_(ana.locator("#outcome_form textarea, #outcome_form input[type=text]").first)
        .first.fill("No stop because of a part")
    )
    await ana.locator("#outcome_form button[type=submit]").first.click()
    await expect(rob.locator("main")).to_contain_text("No stop because of a part")


async def both_sides_sign_a_rhythm(rob: Page, ana: Page, lea: Page) -> None:
    await rob.get_by_role("link", name="Add a line").click()
    form = rob.locator("#rhythm_edition")
    await form.get_by_label("At most").fill("1")
    await form.get_by_label("Tuesday").check()
    await form.get_by_role("button", name="Offer this line").click()
    for page in (ana, lea):
        await expect(page.locator("main")).to_contain_text("Tuesday")

    for page in (ana, lea):
        await page.goto(f"{SPACE}/plan/rhythm/signature")
        await page.get_by_role("button", name="Sign for your side").click()
    await expect(rob.locator("main")).to_contain_text(
        re.compile("both sides|agreed|in force", re.IGNORECASE)
    )


async def ana_says_how_she_may_be_contacted(ana: Page) -> None:
    await ana.goto(f"{SPACE}/contact")
    form = ana.locator("#wish_form")
    await form.get_by_label("You may", exact=False).first.check()
    await form.get_by_label("e-mail", exact=False).first.check()
    await form.get_by_label("advice", exact=False).first.check()
    await form.get_by_label("at most this many times", exact=False).fill("1")
    await expect(ana.locator("#preview_words")).to_contain_text("advice")
    await form.get_by_role("button", name="Say this").click()
    await expect(ana.locator(".statement-words").first).to_contain_text("advice")

    await ana.get_by_role("button", name="Remove").first.click()
    await ana.get_by_role("button", name="Undo").click()
    await expect(ana.locator(".statement-words").first).to_contain_text("advice")

    await ana.get_by_role("button", name="For a week").click()
    await expect(ana.locator("main")).to_contain_text("Paused until")
    await ana.get_by_role("button", name="End the pause").click()
    await expect(ana.get_by_role("button", name="For a week")).to_be_visible()


async def rob_asks_before_he_reaches_out(rob: Page) -> None:
    await ask(rob, channel="email", topic="news")
    await expect(rob.locator("#answer")).to_contain_text("no yes from you")

    await ask(rob, channel="email", topic="advice")
    await rob.get_by_label("Subject").fill("A thought about line 3")
    await rob.get_by_label("What you write to Ana Silva").fill("Shall I bring the gauge?")
    await rob.locator("#answer").get_by_role("button", name="Send").click()
    await expect(rob.locator("main")).to_contain_text("Sent to Ana Silva")

    await ask(rob, channel="email", topic="advice")
    await expect(rob.locator("#answer")).to_contain_text("1")
    await expect(rob.get_by_role("button", name="Hold that time")).to_be_visible()


async def ask(rob: Page, *, channel: str, topic: str) -> None:
    await rob.goto(f"{SPACE}/outreach")
    await rob.get_by_label("Whom").select_option(label="Ana Silva")
    await rob.get_by_label("How").select_option(channel)
    await rob.get_by_label("About").select_option(topic)
    await rob.get_by_role("button", name="May I?").click()


async def ana_reads_why(ana: Page) -> None:
    await ana.goto(f"{SPACE}/contact")
    timeline = ana.locator(".timeline")
    await expect(timeline).to_contain_text("A thought about line 3")
    await expect(timeline).to_contain_text("came through")


async def they_approve_an_initiative(rob: Page, ana: Page, lea: Page) -> None:
    await rob.goto(f"{SPACE}/initiatives/new")
    await rob.get_by_label("In one line").fill("A call instead of three mailings")
    await rob.get_by_label("What we want to try").fill("A technician calls two days later.")
    await rob.get_by_label("What we expect").fill("Returns fall by a third.")
    await rob.get_by_label("How we will measure it").fill("Returned parts of each delivery.")
    await rob.get_by_role("button", name="Propose it").click()
    await expect(rob.locator("h1")).to_contain_text("A call instead of three mailings")
    where = rob.url

    await ana.goto(where)
    thread = ana.locator("[id^=thread_] textarea[name=text]")
    await thread.fill("Which technician?")
    await thread.press("Enter")
    await expect(rob.locator("main")).to_contain_text("Which technician?")

    await sign(ana, where)
    await rob.goto(f"{where}/revision")
    await rob.get_by_label("What we expect").fill("Returns fall by half.")
    await rob.get_by_role("button", name="Save the change").click()
    await expect(ana.locator("main")).to_contain_text(VOIDED)

    for page in (ana, lea):
        await sign(page, where)
    await expect(rob.locator("main")).to_contain_text("Approved")


async def sign(page: Page, where: str) -> None:
    await page.goto(f"{where}/signature")
    await page.get_by_role("button", name="Sign for your side").click()
    await expect(page.locator("h1")).to_contain_text("A call instead of three mailings")
