"""The portal's own letters ask the gate like everybody else."""

import asyncio
from datetime import timedelta

from asgi import letters_of
from auth.models import Person, SignInLink
from customer_space.accounts.actions import invite
from customer_space.accounts.rights import Role
from customer_space.gate.jobs import jobs
from customer_space.gate.letters import SEND
from customer_space.gate.models import Decision, Permit, Touch
from customer_space.preferences.actions import make_wish, pause, switch_off
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now
from portal.mail import OutgoingMail
from portal.notices import NOTICE
from portal.outbox import Job

NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))


async def until(condition):
    for _ in range(200):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen in ten seconds")


async def until_sent(mail):
    async def sent():
        return await OutgoingMail.exists(id=mail.id, sent_at__isnull=False)

    await until(sent)


async def test_a_sign_in_link_comes_even_when_everything_is_off(visit, world, mailer):
    await switch_off(by=world.ana)
    await pause(None, by=world.ana)
    await make_wish(NO_MAIL, by=world.ana)
    stranger = await visit("nobody")

    await stranger.post("/sign-in", data={"email": "ana@acme.example", "next": "/"})

    async def came():
        return len(mailer.sent) == 1

    await until(came)
    [touch] = await Touch.all()
    [permit] = await Permit.all()
    assert touch.message_class == "essential"
    assert permit.used_at is not None
    assert touch.permit_id == permit.id


async def test_dora_is_invited_by_mail_before_she_has_a_seat(world, db, mailer):
    dora = await Person.create(display_name="Dora Reis", email="dora@acme.example")
    await invite(
        world.acme, email="dora@acme.example", name="Dora Reis",
        role=Role.CUSTOMER_MEMBER, by=world.ana,
    )  # fmt: skip

    async def came():
        return len(mailer.sent) == 1

    await until(came)
    assert await Decision.filter(person_id=dora.id, outcome="allow").count() == 1


async def test_carl_gets_no_invitation_by_mail_after_he_said_no_mail(world, db, mailer):
    """A service letter yields to a channel that is switched off, and he can see that it did."""
    hours = Wish(channels=frozenset({Way.EMAIL}), hours=("09:00", "09:01"))
    carl = world.carl.person
    await make_wish(NO_MAIL, by=world.carl)
    await invite(
        world.globex, email=carl.email, name=carl.display_name,
        role=Role.CUSTOMER_MEMBER, by=world.eve,
    )  # fmt: skip

    async def decided():
        return await Decision.filter(person_id=carl.id).exists()

    await until(decided)
    [refused] = await Decision.filter(person_id=carl.id)
    assert refused.outcome != "allow"
    assert refused.reasons[0]["code"] == "person.deny"
    assert mailer.sent == []
    assert await OutgoingMail.all().count() == 0

    await make_wish(hours, by=world.ana)
    other = await invite(
        world.globex, email=world.ana.person.email, name="Ana",
        role=Role.CUSTOMER_MEMBER, by=world.eve,
    )  # fmt: skip

    async def waits():
        payload = {"template": "accounts.invitation", "subject": str(other.id)}
        due = [job.due_at for job in await Job.filter(kind=NOTICE, tries=0, payload=payload)]
        deferred = await Decision.get_or_none(person_id=world.ana.person_id, outcome="defer")
        return deferred is not None and deferred.next_at in due

    await until(waits)


async def test_a_notice_is_written_once_however_often_its_job_runs(world, settings, db, mailer):
    link = await SignInLink.create(
        email="ana@acme.example", browser_print="x", address="127.0.0.1",
        asked_at=now(), expires_at=now() + timedelta(minutes=9),
    )  # fmt: skip
    handlers = jobs(letters_of(settings), mailer, settings)
    payload = {"template": "auth.sign_in", "subject": str(link.id)}
    await Job.create(kind=NOTICE, payload=payload, due_at=now() + timedelta(hours=1), tries=1)

    await handlers[NOTICE](payload)
    await handlers[NOTICE](payload)

    assert await OutgoingMail.all().count() == 1
    [mail] = await OutgoingMail.all()
    await asyncio.gather(*(handlers[SEND]({"mail": str(mail.id)}) for _ in range(5)))
    await until_sent(mail)
    assert len(mailer.sent) == 1
