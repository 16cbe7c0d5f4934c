"""Saying how one may be contacted, by keyboard and from a mail, and asking before interrupting."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from playwright.async_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.serving import Process, free_port

SPACE = "/spaces/acme-corporation"
FARTHEST = 200  # presses of Tab from one end of a page to the other


class Box:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 kept"


@pytest.fixture
def box():
    kept = Box()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept.url = f"smtp://127.0.0.1:{controller.port}"
    yield kept
    controller.stop()


@pytest.fixture
def portal(database_url: str, tmp_path, box: Box):
    process = Process(database_url, PARLEY_DATA_DIR=str(tmp_path), PARLEY_SMTP_URL=box.url)
    yield process
    process.stop()


async def test_ana_says_it_by_keyboard_and_from_a_mail_and_rob_asks_first(enter, box):
    rob = await enter("rob", f"{SPACE}/outreach")
    await ask(rob)
    await rob.get_by_label("Subject").fill("Your pallets")
    await rob.get_by_label("What you write to Ana Silva").fill("They arrive on Friday.")
    await rob.locator("#answer").get_by_role("button", name="Send").click()
    await expect(rob.locator("main")).to_contain_text("Sent to Ana Silva")

    ana = await enter("ana", f"{SPACE}/contact")
    await says_a_sentence_by_keyboard(ana)
    await pauses_by_keyboard(ana)
    await stops_from_the_mail(await enter("nobody", link_in(box)))
    await gets_one_permit(rob, ana)


async def says_a_sentence_by_keyboard(ana: Page) -> None:
    form, preview = ana.locator("#wish_form"), ana.locator("#wish_preview")
    await expect(ana.locator(".timeline")).to_contain_text("Your pallets")
    before = await preview.inner_text()
    await tab_to(ana, form.get_by_label("E-mail", exact=True))
    await ana.keyboard.press("Space")
    await tab_to(ana, form.get_by_label("Deliveries", exact=True))
    await ana.keyboard.press("Space")
    await tab_to(ana, form.get_by_label("at most this many times", exact=False))
    await ana.keyboard.type("1")
    await tab_to(ana, form.get_by_role("button", name="Say this"))
    await expect(preview).to_contain_text("at most once a month")
    assert await preview.inner_text() != before
    assert await violations(ana) == []
    await ana.keyboard.press("Enter")
    await expect(ana.locator(".statement-words").first).to_contain_text(
        "e-mail me about deliveries"
    )


async def pauses_by_keyboard(ana: Page) -> None:
    await tab_to(ana, ana.get_by_role("button", name="For a week"))
    await ana.keyboard.press("Enter")
    await expect(ana.locator("main")).to_contain_text("Paused until")
    await tab_to(ana, ana.get_by_role("button", name="End the pause"))
    await ana.keyboard.press("Enter")
    await expect(ana.get_by_role("button", name="For a week")).to_be_visible()


async def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(FARTHEST):
        if await wanted.evaluate("it => it === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def link_in(box: Box) -> str:
    found = re.search(r"<http://[^/]+(/u/[^>]+)>", box.mails[-1]["List-Unsubscribe"])
    assert found, "the mail names no way to stop it"
    return found[1]


async def stops_from_the_mail(reader: Page) -> None:
    await reader.set_viewport_size({"width": 390, "height": 844})
    assert await violations(reader) == []
    await reader.get_by_role("link", name="Why did I get this e-mail?").click()
    await expect(reader.locator("main")).to_contain_text("deliveries")
    assert await violations(reader) == []
    await reader.go_back()
    await reader.get_by_role("button", name="No more e-mails about deliveries").click()
    await expect(reader.locator("h1")).to_contain_text("have stopped")
    assert await violations(reader) == []


async def gets_one_permit(rob: Page, ana: Page) -> None:
    await ask(rob)
    await expect(rob.locator("#answer_title")).not_to_contain_text("Yes")
    await rob.get_by_text("Ask Ana Silva in the portal instead").click()
    await rob.get_by_label("What you ask").fill("May I write about Friday's truck?")
    assert await violations(rob) == []
    await rob.get_by_role("button", name="Put the question").click()
    await expect(rob.locator("main")).to_contain_text("no answer yet")

    await ana.goto(f"{SPACE}/contact")
    await expect(ana.locator("main")).to_contain_text("May I write about Friday's truck?")
    await ana.get_by_role("button", name="Yes, this once").click()
    await expect(ana.get_by_role("button", name="Yes, this once")).to_have_count(0)

    await ask(rob)
    await expect(rob.locator("#answer_title")).to_contain_text("Yes")


async def ask(rob: Page) -> None:
    await rob.goto(f"{SPACE}/outreach")
    await rob.get_by_label("Whom").select_option(label="Ana Silva")
    await rob.get_by_label("How").select_option("email")
    await rob.get_by_label("About").select_option("deliveries")
    await rob.get_by_role("button", name="May I?").click()
