"""A mail program that knows no one-click writes to the mailto address: it holds, and once."""

import asyncio
import re
import socket
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import aiosmtplib
import pytest

from collaboration.notifications.replies.taking import door_of
from customer_space.gate.marks import ways_out
from customer_space.gate.signals.models import SignalEvent
from customer_space.preferences.models import ConsentEvent, ConsentKind, Statement
from portal.inbound.smtp import listen
from tests.customer_space.gate_signals.conftest import ANAS, POST

PATIENCE_S = 30


@pytest.fixture
async def post_office(db, settings):
    """The port on which mail for the portal's domain is taken in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = replace(settings, mail_from=f"Parley <parley@{POST.domain}>")
    task = asyncio.create_task(listen(f"127.0.0.1:{port}", door_of(ours), db))
    yield port
    task.cancel()


async def write(port, to, subject, id_):
    """As a mail program does it; waits until the listener stands."""
    mail = (
        f"From: {ANAS}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id_}@acme>\r\n\r\n.\r\n"
    )
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await aiosmtplib.send(
                    mail.encode(), sender=ANAS, recipients=[to], hostname="127.0.0.1", port=port
                )
            except aiosmtplib.SMTPConnectError:
                await asyncio.sleep(0.05)


async def understood(number):
    """Wait until so many signals were read to their end."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if await SignalEvent.filter(signal__done_at__not_isnull=True).count() == number:
                return
            await asyncio.sleep(0.05)


async def test_a_mail_to_the_mailto_address_stops_the_topic_and_again_changes_nothing(
    ana_got, may_write, post_office
):
    mail = await ana_got("news")
    header = ways_out(mail.token, POST)["List-Unsubscribe"]
    mailto = urlsplit(re.search(r"<(mailto:[^>]+)>", header)[1])
    [subject] = parse_qs(mailto.query)["subject"]
    assert await may_write("news") == "allow"

    await write(post_office, mailto.path, subject, "1")
    await understood(1)
    assert await may_write("news") == "redirect"
    assert await may_write("advice") == "allow"
    said = await Statement.all().count()

    await write(post_office, mailto.path, subject, "1")
    await write(post_office, mailto.path, subject, "2")
    await understood(2)
    assert await Statement.all().count() == said
    assert await ConsentEvent.filter(kind=ConsentKind.WITHDRAWN).count() == 1


async def test_a_token_that_was_changed_names_nobody_else(ana_got, may_write, post_office, world):
    mail = await ana_got("news")

    await write(
        post_office, f"unsubscribe@{POST.domain}", f"unsubscribe {mail.token[:-4]}AAAA", "3"
    )
    await understood(1)

    assert (await SignalEvent.get()).touch_id is None
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await write(post_office, "unsubscribe@elsewhere.example", "unsubscribe", "4")
