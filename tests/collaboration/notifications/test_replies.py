"""An answer by mail: into its conversation, before its owner, or nowhere."""

import uuid
from datetime import timedelta

import pytest

from collaboration.chat.actions import Thread
from collaboration.chat.models import Message, ThreadKind
from collaboration.notifications.models import HeldReply
from customer_space.accounts.actions import remove_member
from customer_space.accounts.rights import Side
from customer_space.gate.signals.models import InboundSignal
from customer_space.preferences.models import Statement
from portal.clock import shifted
from portal.inbound.door import LONGEST, NotNow, NotTaken
from tests.collaboration.notifications.conftest import answer, by_recipient
from tests.customer_space.gate_signals.test_bad_mail import STRANGE, TOO_MUCH

ANA = "ana@acme.example"


@pytest.fixture
async def address(say, work):
    """The Reply-To of a mail that Ana got because Rob had named her."""
    await say("rob", "@Ana Silva shall we say Thursday?")
    return by_recipient(await work(minutes=3))[ANA]["Reply-To"]


@pytest.fixture
def say_again(say, work):
    """Rob says something more; the mails that go for it, by recipient."""

    async def said(text):
        await say("rob", text)
        return by_recipient(await work(minutes=6))

    return said


async def latest():
    return await Message.all().order_by("-number", "-note_number").first()


async def test_an_answer_is_a_message_of_hers_once(address, bring, world):
    mail = answer("Thursday is fine.\n\n> shall we say Thursday?", To=address)

    await bring(mail, address)
    await bring(mail, address.upper())

    said = await latest()
    assert (said.text, said.author_id, said.audience) == ("Thursday is fine.", world.ana.id, None)
    assert await Message.all().count() == 2
    assert not await HeldReply.exists()


async def test_an_answer_to_a_note_stays_with_her_side(say, work, bring, world):
    await say("carl", "@Ana Silva do we sign?", audience=Side.CUSTOMER)
    mail = by_recipient(await work(minutes=3))[ANA]

    await bring(answer("Not yet."), mail["Reply-To"])

    assert (await latest()).audience is Side.CUSTOMER


async def test_an_answer_goes_to_the_thread_it_answers(say, work, bring, world):
    thread = Thread(ThreadKind.OUTCOME, uuid.uuid4())
    await say("rob", "@Ana Silva is this still what you want?", thread=thread)
    mail = by_recipient(await work(minutes=3))[ANA]

    await bring(answer("It is."), mail["Reply-To"])

    said = await latest()
    assert (said.thread_kind, said.thread_id) == thread


async def test_from_another_address_it_waits_for_her_word(address, bring, visit, world, work):
    """Line 109: the right token from another address is unverified, and she is asked."""
    stranger = answer("Ship it all to me.", sender="Eve <eve@globex.example>")
    await bring(stranger, address, sender="eve@globex.example")
    await bring(stranger, address, sender="eve@globex.example")

    assert await Message.all().count() == 1
    [held] = await HeldReply.all()
    [asked] = [mail for mail in await work(minutes=1) if mail["Subject"].startswith("Was this")]
    assert asked["To"] == ANA
    browser, carl = await visit("ana"), await visit("carl")
    here = "/spaces/acme-corporation/notifications"
    page = await browser.get(here)
    assert "Ship it all to me." in page.text
    assert "Ship it all" not in (await carl.get(here)).text
    path = f"{here}/replies/{held.id}/posting"
    assert (await carl.post(path)).status_code == 404
    assert (await browser.post(path)).status_code == 303
    assert (await browser.post(path)).status_code == 409
    assert (await latest()).text == "Ship it all to me."


async def test_what_she_did_not_write_is_forgotten(address, bring, visit, world):
    await bring(answer("Buy!", sender="spam@x.example"), address, sender="spam@x.example")
    [held] = await HeldReply.all()

    browser = await visit("ana")
    await browser.post(f"/spaces/acme-corporation/notifications/replies/{held.id}/dropping")

    await held.refresh_from_db()
    assert (held.text, held.sender) == ("", "")
    assert "Buy!" not in (await browser.get("/spaces/acme-corporation/notifications")).text
    assert await Message.all().count() == 1


async def test_a_server_that_found_her_name_forged_is_believed(address, bring):
    forged = answer("Pay them.", Authentication_Results="mx.x.example; dmarc=fail header.from=a")

    await bring(forged, address)

    assert (await HeldReply.get()).reason == HeldReply.UNVERIFIED


OF_MACHINES = (
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated; type=vacation"},
    {"Precedence": "bulk"},
    {"Precedence": "List"},
    {"List-Id": "<news.x.example>"},
    {"X-Autoreply": "yes"},
    {"Subject": "Out of office: Re: Rob Keller wrote"},
    {"Subject": "Automatic reply: Rob Keller wrote"},
    {"Return-Path": "<>"},
)


async def test_what_a_machine_answers_is_ignored(address, bring):
    """Line 110."""
    for headers in OF_MACHINES:
        await bring(answer("I am away until Monday.", **headers), address)

    assert await Message.all().count() == 1
    assert not await HeldReply.exists()


async def test_two_machines_do_not_talk_to_each_other(address, bring, work, settings):
    away = answer("I am away until Monday.", **{"Auto-Submitted": "auto-replied"})
    for minute in range(3, 12, 3):
        await bring(away, address)
        assert await work(minutes=minute) == []


async def test_a_forged_token_an_expired_one_and_another_domain_are_refused(address, bring):
    """Line 108, and the token's end."""
    local, _, domain = address.partition("@")
    other = "b" if local[30] != "b" else "c"
    for forged in (
        f"reply@{domain}",
        f"reply+x@{domain}",
        f"{local[:30]}{other}{local[31:]}@{domain}",
    ):
        with pytest.raises(NotTaken, match="no such address"):
            await bring(answer("Hello"), forged)
    with shifted(timedelta(days=31)), pytest.raises(NotTaken, match="has ended"):
        await bring(answer("Hello"), address)
    with pytest.raises(NotTaken, match="no mail for this address"):
        await bring(answer("Hello"), "reply+x@elsewhere.example")
    assert await Message.all().count() == 1


async def test_who_has_left_says_nothing_more(address, bring, world):
    await remove_member(world.ana, by=world.ana)

    with pytest.raises(NotTaken, match="has ended"):
        await bring(answer("Me again"), address)


@pytest.mark.parametrize("sender", ["ana@acme.example", "ana.silva@private.example"])
async def test_stop_ends_the_mails_whoever_s_address_it_came_from(
    sender, address, bring, say_again, world
):
    await bring(answer("Stop", sender=sender), address, sender=sender)

    assert await Message.all().count() == 1
    [said] = await Statement.filter(party_id=world.ana.person_id, kind="deny")
    assert (said.topics, said.channels) == (["conversation"], ["email"])
    assert ANA not in await say_again("@Ana Silva are you there?")


async def test_nobody_floods_a_conversation_by_mail(address, bring):
    for number in range(60):
        await bring(answer(f"word {number}"), address)

    with pytest.raises(NotNow):
        await bring(answer("one more"), address)
    assert await Message.all().count() == 61


async def test_mails_beyond_the_bounds_could_not_be_read_and_their_owner_is_told_once(
    address, bring, work
):
    """Line 107."""
    too_large = [raw for raw in TOO_MUCH.values() if len(raw) > LONGEST]
    unread = [raw for raw in TOO_MUCH.values() if len(raw) <= LONGEST]
    for raw in unread * 2:
        await bring(raw, address)
    for raw in too_large:
        with pytest.raises(NotTaken, match="too large"):
            await bring(raw, address)

    held = await HeldReply.all()
    assert [one.reason for one in held] == [HeldReply.UNREADABLE] * len(unread)
    [told] = await work(minutes=1)
    assert told["Subject"] == "Your answer could not be read"
    assert await Message.all().count() == 1


async def test_strange_mails_are_read_held_or_ignored_but_never_fail(address, bring):
    """Line 107."""
    for raw in STRANGE.values():
        await bring(raw, address)

    assert await Message.all().count() == 1


async def test_a_bounce_at_a_reply_address_is_a_signal(address, bring):
    await bring(answer("Undeliverable"), address, sender="")

    assert await InboundSignal.all().count() == 1
    assert await Message.all().count() == 1
