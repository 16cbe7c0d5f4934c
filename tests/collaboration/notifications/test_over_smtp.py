"""Out and in over real SMTP: a notification, the answer to it, and all else that comes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import aiosmtplib
import pytest

from asgi import build
from collaboration.chat.models import Message
from customer_space.directory.models import ContactPoint
from customer_space.gate.signals.models import InboundSignal
from customer_space.preferences.models import Statement
from portal.clock import shifted
from tests.collaboration.notifications.conftest import answer, free_port, postbox
from tests.customer_space.gate_signals.mails import dsn, plain

ANA, DOOR = "ana@acme.example", "parley@parley.example"


async def until(condition):
    for _ in range(400):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen in twenty seconds")


@pytest.fixture
async def outside(settings):
    """The portal between two mail servers: where its mails arrive, and how to send to it."""
    with postbox() as box:
        port = free_port()
        sending = replace(settings, smtp_url=box.url, inbound_smtp=f"127.0.0.1:{port}")
        yield box, port, sending


@pytest.fixture
async def app(outside):
    made = build(outside[2], limited=False)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def send(outside):
    """`await send(mail, to)`: what the portal's server answers."""

    async def sent(mail, to, sender=ANA):
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=outside[1], timeout=20) as server:
            try:
                _, words = await server.sendmail(sender, [to], mail)
            except aiosmtplib.SMTPRecipientsRefused as refused:
                return str(refused.recipients[0].code)
            except aiosmtplib.SMTPDataError as refused:
                return f"{refused.code} {refused.message}"
            return words

    return sent


async def test_a_conversation_by_mail(outside, world, say, send):
    box, _, settings = outside
    await say("rob", "@Ana Silva shall we say Thursday?")
    with shifted(timedelta(minutes=3)):
        await until(lambda: arrived(box, 1))
        [mail] = box.mails
        assert (mail["To"], mail["From"]) == (ANA, settings.mail_from)
        there = mail["Reply-To"]

        assert "Taken" in await send(answer("Thursday is fine.\n\n> Thursday?"), there)
        away = answer("Away.", **{"Auto-Submitted": "auto-replied"})
        assert "Taken" in await send(away, there)
        forged = there.replace(there[20:24], "aaaa")
        assert "550 5.1.1 There is no such address." in await send(answer("Hello"), forged)
        assert await send(answer("Hello"), "rob@elsewhere.example") == "550"
        assert "Taken" in await send(dsn(returned=f"Message-ID: {mail['Message-ID']}"), DOOR, "")
        await until(bounced)
        assert "Taken" in await send(plain(unsubscribing(mail)), "unsubscribe@parley.example")
        await until(lambda: Statement.exists(party_id=world.ana.person_id, kind="deny"))

    said = await Message.all().order_by("number")
    assert [one.text for one in said][1:] == ["Thursday is fine."]
    assert said[1].author_id == world.ana.id
    await until(lambda: understood(2))


async def arrived(box, count):
    return len(box.mails) == count


async def bounced():
    return await ContactPoint.exists(value=ANA, status="invalid")


async def understood(count):
    return await InboundSignal.filter(done_at__isnull=False).count() == count


def unsubscribing(mail):
    """The subject that the mail's List-Unsubscribe asks for."""
    listed = "".join(mail["List-Unsubscribe"].split())
    return listed.partition("?subject=")[2].rstrip(">").replace("%20", " ")
