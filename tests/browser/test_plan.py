"""The plan's history, course and calendar in real browsers."""

from playwright.async_api import Page, expect

from tests.browser.axe import violations

PLAN = "/spaces/acme-corporation/plan"


async def test_rob_sees_the_earlier_text_come_back_while_he_writes(enter):
    ana, rob = await enter("ana", PLAN), await enter("rob", PLAN)
    for page in (ana, rob):
        await expect(page.locator("[data-editor-status]")).to_contain_text("Saved")
    hers, his = (page.get_by_role("textbox", name="The plan’s text") for page in (ana, rob))
    await hers.locator("p").first.click()
    await ana.keyboard.type("We want fewer stops.")
    await expect(his).to_contain_text("We want fewer stops.")
    await ana.wait_for_timeout(4000)  # the quiet moment after which a version is kept

    await ana.goto(f"{PLAN}/history")
    await ana.get_by_role("link", name="What changed").first.click()
    await expect(ana.locator("ins").first).to_contain_text("We want fewer stops.")
    await _nobody_is_shut_out(ana)

    await ana.goto(f"{PLAN}/history")
    await _nobody_is_shut_out(ana)
    await ana.locator(".timeline a").nth(2).click()
    await ana.get_by_role("button", name="Bring this text back").click()

    await expect(ana.locator("main")).to_contain_text("brought an earlier text back")
    await expect(his).not_to_contain_text("We want fewer stops.")
    await his.locator("p").first.click()
    await rob.keyboard.type("Still here.")
    await expect(rob.locator("[data-editor-status]")).to_contain_text("Saved")


async def test_both_sides_say_how_far_they_are_on_a_phone(enter):
    phone = {"viewport": {"width": 390, "height": 844}}
    ana, rob = await enter("ana", PLAN, **phone), await enter("rob", PLAN, **phone)
    await ana.get_by_role("link", name="Add an outcome").click()
    await ana.get_by_label("What shall be reached").fill("Fewer returns")
    await ana.get_by_role("button", name="Add to the plan").click()
    await expect(rob.locator("#outcomes")).to_contain_text("Fewer returns")

    for page, value in ((ana, "4"), (rob, "8")):
        await page.get_by_role("link", name="how far we are").first.click()
        await page.locator("#value").select_option(value)
        await page.get_by_role("button", name="Say so").click()
        await expect(page.locator("#course svg")).to_be_visible()
    await expect(rob.locator("#course .chart-dot")).to_have_count(2)
    await _nobody_is_shut_out(rob)

    for path in ("calendar", "review"):
        await rob.goto(f"{PLAN}/{path}")
        await _nobody_is_shut_out(rob)


async def _nobody_is_shut_out(page: Page) -> None:
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
