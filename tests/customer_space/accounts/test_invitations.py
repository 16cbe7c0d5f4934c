"""An invitation: its letter, its two reminders, and the button that signs in."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from auth.models import Person, Session
from customer_space.accounts.actions import invite, mint_token, withdraw_invitation
from customer_space.accounts.letters import letters
from customer_space.accounts.models import Invitation, InvitationState, Member
from customer_space.accounts.rights import Role
from portal.clock import now, shifted
from portal.letters import Stationery
from portal.notices import NOTICE
from portal.outbox import Job
from tests.auth.letterbox import link_in, mail_to

NINA = "nina@acme.example"


@pytest.fixture
async def invitation(world) -> Invitation:
    return await invite(
        world.acme, email=NINA, name="Nina Costa", role=Role.CUSTOMER_MEMBER, by=world.ana
    )


def to_a_tuesday_noon() -> timedelta:
    """How far it is to a Tuesday at 11:00 UTC: an hour at which nobody minds a letter."""
    at = now()
    days = (1 - at.weekday()) % 7 or 7
    noon = datetime(at.year, at.month, at.day, 11, tzinfo=UTC) + timedelta(days=days)
    return noon - at


async def test_the_letter_comes_by_mail_and_its_button_signs_in(world, visit, mailer):
    browser = await visit("nobody")
    with shifted(to_a_tuesday_noon()):
        await invite(
            world.acme, email=NINA, name="Nina Costa", role=Role.CUSTOMER_MEMBER, by=world.ana
        )
        link = link_in(await mail_to(mailer, NINA))
        page = await browser.get(link)
        taken = await browser.post(link)
        inside = await browser.get("/spaces/acme-corporation/people")

    assert "Ana Silva offers you a seat in the space of Acme Corporation" in page.text
    assert taken.headers["location"] == "/spaces/acme-corporation"
    assert "Nina Costa" in inside.text


async def fresh_link(invitation: Invitation) -> str:
    """A link of its own, once the invitation's mail (with another) has gone out."""
    while await Job.exists(kind=NOTICE, due_at__lt=now() + timedelta(hours=1)):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return f"/i/{await mint_token(invitation)}"


async def test_a_look_takes_no_seat(invitation, visit, world):
    link = await fresh_link(invitation)
    scanner, nina = await visit("nobody"), await visit("nobody")

    for _ in range(3):
        await scanner.get(link)
        await scanner.head(link)
    assert await Member.filter(account_id=world.acme.id).count() == 6

    assert (await nina.post(link)).status_code == 303
    assert (await nina.post(link)).status_code == 410


async def test_fifty_clicks_at_once_take_one_seat(invitation, visit, world):
    link = await fresh_link(invitation)
    nina = await visit("nobody")

    answers = await asyncio.gather(*(nina.post(link) for _ in range(50)))

    assert sorted(answer.status_code for answer in answers) == [303] + [410] * 49
    person = await Person.get(email=NINA)
    assert await Member.filter(person_id=person.id).count() == 1
    assert await Session.filter(person_id=person.id).count() == 1


async def test_no_thank_you_ends_it(invitation, visit):
    link = await fresh_link(invitation)
    nina = await visit("nobody")

    assert "No seat was taken" in (await nina.post(f"{link}/refusal")).text
    assert (await nina.post(link)).status_code == 410
    await invitation.refresh_from_db()
    assert invitation.state is InvitationState.WITHDRAWN


async def test_a_withdrawn_or_old_invitation_opens_nothing(invitation, visit, world):
    token = await mint_token(invitation)
    nina = await visit("nobody")
    with shifted(timedelta(days=14, minutes=1)):
        assert (await nina.get(f"/i/{token}")).status_code == 410
        assert (await nina.post(f"/i/{token}")).status_code == 410
    assert (await nina.get(f"/i/{token}")).status_code == 200
    await withdraw_invitation(invitation, by=world.ana)

    assert (await nina.post(f"/i/{token}")).status_code == 410
    assert (await nina.get("/i/none")).status_code == 410


async def test_two_reminders_then_silence(invitation, world):
    due = await Job.filter(kind=NOTICE).order_by("due_at")
    after = [job.due_at - invitation.invited_at for job in due]

    assert [wait.days for wait in after if wait > timedelta(hours=1)] == [2, 5]


async def test_a_reminder_says_so_and_is_not_written_once_there_is_an_answer(
    invitation, settings, world, visit
):
    compose = letters(Stationery.of(settings))["accounts.invitation"]
    first = await compose(invitation.id)
    with shifted(timedelta(days=2)):
        second = await compose(invitation.id)
    assert (await (await visit("nobody")).get(link_of(first))).status_code == 410
    assert (await (await visit("nobody")).post(link_of(second))).status_code == 303

    assert first.topic == "invitations"
    assert first.letter.subject == "Ana Silva invites you to the space of Acme Corporation"
    assert second.letter.subject.startswith("Reminder: ")
    assert "still open" in second.letter.text
    with shifted(timedelta(days=5)):
        assert await compose(invitation.id) is None


def link_of(notice) -> str:
    return "/i/" + notice.letter.text.split("/i/")[1].split()[0]


async def test_the_plain_text_says_all_that_the_html_says(invitation, settings, world):
    letter = (await letters(Stationery.of(settings))["accounts.invitation"](invitation.id)).letter

    for words in ("Nina Costa", "Ana Silva", "Acme Corporation", "Parley Ltd", "/i/"):
        assert words in letter.text
        assert words in letter.html
