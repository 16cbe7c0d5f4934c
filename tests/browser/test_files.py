"""Files in real browsers: pasted, dropped, chosen; a note's file; what a message becomes."""

import asyncio
import base64

from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Enter
from tests.browser.test_chat import arrive, messages, say
from tests.collaboration.files.samples import picture

SPACE = "/spaces/acme-corporation"
expect.set_options(timeout=20_000)

GIVE = """
([kind, name, type, content]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt());
  data.items.add(new File([bytes], name, { type }));
  const box = document.querySelector("#chat textarea");
  box.focus();
  const how = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  if (kind === "paste") box.dispatchEvent(new ClipboardEvent("paste", how));
  else for (const step of ["dragover", "drop"]) box.dispatchEvent(new DragEvent(step, how));
}
"""

DROP_LARGE = """
() => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(26 << 20)], "large.bin"));
  const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data });
  document.querySelector("#chat textarea").dispatchEvent(drop);
}
"""


async def give(page: Page, kind: str, name: str, type_: str, content: bytes) -> None:
    """Paste or drop a file where words are written."""
    await page.evaluate(GIVE, [kind, name, type_, base64.b64encode(content).decode()])


async def test_ana_pastes_a_picture_and_drops_a_file_and_rob_has_both(enter: Enter):
    ana, rob = [await arrive(enter, name) for name in ("ana", "rob")]
    await give(ana, "paste", "line-3.png", "image/png", picture(size=(800, 600)))
    await give(ana, "drop", "orders.csv", "text/csv", b"part,count\n17,3\n")
    waiting = ana.get_by_role("list", name="Files to send").locator("[data-attached]")
    await expect(waiting).to_have_count(2)
    assert await violations(ana) == []
    await ana.get_by_label("Write to everyone in the space").focus()
    await ana.keyboard.press("Enter")
    said = messages(rob).filter(has_text="line-3.png, orders.csv")
    await expect(said).to_have_count(1)
    shown = said.get_by_role("img", name="line-3.png")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("async (img) => (await img.decode(), img.naturalWidth)") == 480
    async with rob.expect_download() as arriving:
        await said.get_by_role("link", name="orders.csv").click()
    download = await arriving.value
    assert download.suggested_filename == "orders.csv"
    await expect(waiting).to_have_count(0)
    assert await violations(rob) == []


async def test_a_file_can_be_chosen_by_keyboard_and_taken_back_and_a_large_one_is_refused(
    enter: Enter,
):
    ana = await arrive(enter, "ana")
    async with ana.expect_file_chooser() as choosing:
        await ana.locator("#chat").get_by_role("link", name="Attach a file").press("Enter")
    file = {"name": "small.bin", "mimeType": "application/octet-stream", "buffer": b"x"}
    await (await choosing.value).set_files(file)
    await ana.evaluate(DROP_LARGE)
    await expect(ana.get_by_text("large.bin is too large.")).to_be_visible()
    waiting = ana.get_by_role("list", name="Files to send").locator("[data-attached]")
    await expect(waiting).to_have_count(1)
    await ana.get_by_role("button", name="Do not send small.bin").press("Enter")
    await expect(waiting).to_have_count(0)


async def test_a_note_s_file_reaches_nobody_of_the_other_side(enter: Enter):
    rob, lea, ana = [await arrive(enter, name) for name in ("rob", "lea", "ana")]
    await rob.get_by_label("Only our side").check()
    await give(rob, "paste", "margin.png", "image/png", picture())
    await expect(rob.locator("[data-attached]")).to_have_count(1)
    await say(rob, "Our margin", box="Note for your own side only")
    note = messages(lea).filter(has_text="Our margin")
    await expect(note.get_by_role("img", name="margin.png")).to_be_visible()
    address = await note.locator(".message-picture").get_attribute("href")
    await say(rob, "Hello everybody")
    await expect(messages(ana).filter(has_text="Hello everybody")).to_have_count(1)
    await expect(ana.locator("body")).not_to_contain_text("margin")
    for path, words in (
        (f"{SPACE}/chat", "Hello"), (f"{SPACE}/search?q=margin", ""),
        (f"{SPACE}/conversation/export.html", "Hello"),
        (f"{SPACE}/conversation/export.json", "Hello"),
    ):  # fmt: skip
        answer = await ana.request.get(path)
        text = (await answer.text()).replace("q=margin", "").replace('value="margin"', "")
        assert answer.ok
        assert words in text
        assert "Our margin" not in text
        assert "margin.png" not in text
    assert (await ana.request.get(address)).status == 404
    assert (await lea.request.get(address)).status == 200


async def test_a_message_becomes_feedback_and_rob_s_answer_settles_it(enter: Enter):
    ana, rob = [await arrive(enter, name) for name in ("ana", "rob")]
    await say(ana, "The pallets came at night")
    said = messages(ana).filter(has_text="The pallets came at night")
    await expect(ana.locator(".message-pending")).to_have_count(0)
    await said.get_by_role("link", name="What to do with this message").press("Enter")
    await said.get_by_role("button", name="Make it feedback").press("Enter")
    await messages(rob).get_by_role("link", name="Became feedback").click()
    await said.get_by_role("link", name="Became feedback").click()
    await expect(ana.get_by_role("button", name="Take it up")).not_to_be_visible()
    await rob.get_by_role("button", name="Take it up").click()
    await expect(ana.locator("main")).to_contain_text("Rob Keller is on it")
    await rob.get_by_role("link", name="Answer", exact=True).click()
    await rob.get_by_label("What came of it?").fill("From Monday on they come by day.")
    assert await violations(rob) == []
    await rob.get_by_role("button", name="Answer").click()
    await ana.get_by_role("button", name="That settled it").click()
    await expect(rob.locator("main")).to_contain_text("Settled")
    assert await violations(ana) == []


async def test_a_phone_says_how_much_is_new_and_goes_to_a_day(enter: Enter):
    rob = await arrive(enter, "rob")
    carl = await arrive(enter, "carl")
    await say(rob, "One")
    await expect(messages(carl).filter(has_text="One")).to_have_count(1)
    async with asyncio.timeout(30):
        while 'data-seen=""' in await (await carl.request.get(f"{SPACE}/chat")).text():
            await carl.wait_for_timeout(200)
    await carl.close()
    await say(rob, "Two")
    await say(rob, "Three")
    await expect(rob.locator(".message-pending")).to_have_count(0)
    phone = await enter("carl", SPACE, viewport={"width": 390, "height": 844})
    badge = phone.locator("[data-unread]")
    await expect(badge).to_have_text("2")
    await phone.get_by_role("link", name="Chat").click()
    await expect(badge).not_to_be_visible()
    await phone.locator(".chat-days summary").press("Enter")
    await phone.get_by_label("What was said on").fill("2026-01-01")
    await phone.get_by_label("What was said on").press("Enter")
    await expect(phone.locator(".message:target")).to_contain_text("One")
    wide = await phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert await violations(phone) == []
