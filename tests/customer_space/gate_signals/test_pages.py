"""The pages behind a mail's links: five ways to hear less, and the receipt of a contact."""

import re
from dataclasses import replace

import pytest

from customer_space.gate import actions
from customer_space.gate.receipts.models import TouchFeedback
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from customer_space.gate.unsubscribe.rules import Choice, offers, still_open
from customer_space.preferences.actions import pause, resume
from customer_space.preferences.models import ConsentEvent, Statement
from customer_space.preferences.queries import wishes_of
from tests.customer_space.gate_kept.conftest import next_weekday
from tests.customer_space.gate_signals.conftest import about


async def test_the_page_offers_five_ways_of_equal_weight(ana_got, reader):
    mail = await ana_got()

    page = await reader.get(mail.stop)

    buttons = re.findall(r'<button class="([^"]*)"[^>]*name="choice" value="([^"]*)"', page.text)
    assert [value for _, value in buttons] == [choice.value for choice in Choice]
    assert len({look for look, _ in buttons}) == 1
    for offer in offers("news"):
        for words in (offer.label, offer.stops, offer.stays):
            assert words in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    ("choice", "after"),
    [
        ("stop", ["redirect", "allow", "allow"]),
        ("less", ["defer", "allow", "allow"]),
        ("pause", ["defer", "defer", "allow"]),
        ("portal", ["redirect", "allow", "allow"]),
        ("off", ["deny", "deny", "allow"]),
    ],
)
async def test_each_choice_does_what_it_says(choice, after, ana_got, reader, may_write):
    mail = await ana_got()
    made = next(offer for offer in offers("news") if offer.choice == choice)

    page = await reader.post(mail.stop, data={"choice": choice})

    assert page.status_code == 200
    assert made.done in page.text
    assert [await may_write(topic) for topic in ("news", "advice", "deliveries")] == after
    left = re.findall(r'name="choice" value="([^"]*)"', page.text)
    assert set(left) == {one.value for one in still_open(Choice(choice))}


@pytest.mark.parametrize("choice", list(Choice))
async def test_each_choice_twice_is_one(choice, ana_got, reader):
    mail = await ana_got()

    await reader.post(mail.stop, data={"choice": choice.value})
    once = await Statement.all().count(), await ConsentEvent.all().count()
    await reader.post(mail.stop, data={"choice": choice.value})

    assert (await Statement.all().count(), await ConsentEvent.all().count()) == once


async def test_no_choice_ends_a_longer_pause(ana_got, reader, world, may_write):
    mail = await ana_got()
    await pause(None, by=world.ana)

    await reader.post(mail.stop, data={"choice": "pause"})

    wishes = await wishes_of(world.ana.person_id)
    assert (wishes.paused, wishes.paused_until) == (True, None)
    await resume(by=world.ana)
    assert await may_write("advice") == "allow"


async def test_ana_can_take_back_what_a_link_said(ana_got, reader, visit, world, may_write):
    mail = await ana_got("advice")
    await reader.post(mail.stop, data={"choice": "portal"})
    assert await may_write("advice") == "redirect"
    ana = await visit("ana")

    contact = await ana.get(f"/spaces/{world.acme.slug}/contact")
    assert "Please do not e-mail me about advice." in contact.text
    [said] = (await wishes_of(world.ana.person_id)).spoken
    await ana.post(f"/spaces/{world.acme.slug}/contact/wishes/{said.id}/removal")

    assert await may_write("advice") == "allow"


async def test_a_receipt_says_who_why_and_what_next(ana_got, reader, world, keys):
    mail = await ana_got()
    visit = replace(about(world, "visits", Channel.VISIT), at=next_weekday(2, 11))
    await actions.reserve(visit, by=Asker.member(world.lea), keys=keys)

    page = await reader.get(mail.receipt)

    assert page.status_code == 200
    for words in (
        "Rob Keller", "Ana Silva", "News", "You said yes on", "the address you sign in with",
        "Article 6(1)(a)", "A visit by Lea Brandt",
    ):  # fmt: skip
        assert words in page.text, words
    assert "ana@acme.example" not in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    ("feedback", "after"),
    [
        ("fine", "allow"), ("too_much", "defer"), ("other_channel", "redirect"),
        ("other_time", "allow"), ("wrong_person", "redirect"), ("stop", "redirect"),
    ],
)  # fmt: skip
async def test_a_word_on_a_receipt_is_kept_once_and_holds(
    feedback, after, ana_got, reader, may_write
):
    mail = await ana_got()

    for _ in range(2):
        page = await reader.post(mail.receipt, data={"feedback": feedback})
        assert page.status_code == 200
        assert "Done." in page.text

    [kept] = await TouchFeedback.all()
    assert (kept.touch_id, kept.feedback) == (mail.answer.touch.id, feedback)
    assert await may_write("news") == after


async def test_a_word_that_is_none_is_refused(ana_got, reader, may_write):
    mail = await ana_got()

    page = await reader.post(mail.receipt, data={"feedback": "more"})

    assert page.status_code == 422
    assert await TouchFeedback.all().count() == 0
    assert await may_write("news") == "allow"
