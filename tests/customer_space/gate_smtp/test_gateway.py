"""A mailing tool sends through the gateway: what Ana refused does not reach the server behind."""

import asyncio
import json
import re
import ssl
from datetime import timedelta

import aiosmtplib
import pytest

from auth.access import Scope
from auth.actions import make_client, revoke_client
from auth.models import ApiClient
from customer_space.directory.actions import add_point
from customer_space.directory.models import ContactPoint, PointKind, PointStatus
from customer_space.gate.models import Compliance, Decision, Permit, Touch, TouchOutcome
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.signals.actions import take_in
from customer_space.gate.signals.models import InboundSignal
from customer_space.gate.smtp.command import tls_of
from customer_space.gate.smtp.models import RelayedMail
from customer_space.gate.smtp.passing import Login
from customer_space.gate.smtp.server import InTheClear, gateway
from customer_space.gate.tokens import opened
from customer_space.preferences.actions import pause, switch_off
from portal.clock import now
from tests.customer_space.gate_smtp.certificates import certified

ANA, CARL, EVE = "ana@acme.example", "carl@acme.example", "eve@globex.example"


async def test_a_permitted_mail_goes_on_with_a_way_out_and_a_receipt(send, behind, world, office):
    code, words = await send(ANA)

    assert code == 250, words
    kept, _ = behind
    [(sender, to, raw)] = kept.got
    [mail] = kept.mails
    assert (sender, to) == ("bounce@parley.example", ANA)
    assert mail["Subject"] == "Grüße from the floor"
    assert raw.endswith(b"\r\n\r\nHello.\r\n")
    token = re.fullmatch(
        r"<https://portal\.example/u/([\w-]+)>, <mailto:unsubscribe@parley\.example\?subject=.*>",
        mail["List-Unsubscribe"],
    )[1]
    assert mail.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert mail["Contact-Receipt"] == f"<https://portal.example/r/{token}>"
    said = opened(token, office.keys)
    touch = await Touch.get(id=said.touch_id)
    assert (said.person_id, touch.compliance) == (world.ana.person_id, Compliance.PERMITTED)
    assert touch.note == "Grüße from the floor"
    assert (await Permit.get(id=touch.permit_id)).used_at


async def test_who_said_no_is_refused_at_once_with_the_reason(send, behind, world):
    await switch_off(by=world.ana)

    code, words = await send(ANA)

    assert code == 550
    assert "off" in words
    refused = await Decision.get(person_id=world.ana.person_id)
    assert f"/api/v1/decisions/{refused.id}/receipt.json" in words
    assert refused.outcome is not Outcome.ALLOW
    assert behind[0].got == []
    assert not await Touch.filter(person_id=world.ana.person_id).exists()


async def test_who_is_to_be_left_alone_for_now_is_deferred_with_the_time(send, behind, world):
    until = (now() + timedelta(days=2)).replace(microsecond=0)
    await pause(until, by=world.ana)

    code, words = await send(ANA)

    assert code == 451
    assert f"Next: {until:%Y-%m-%dT%H:%M:%SZ}." in words
    assert behind[0].got == []


async def test_one_is_refused_and_the_others_get_theirs_one_copy_each(send, behind, world):
    await switch_off(by=world.ana)

    code, _ = await send(ANA, CARL, EVE)

    assert code == 250
    assert [to for _, to, _ in behind[0].got] == [CARL, EVE]
    tokens = {mail["Contact-Receipt"] for mail in behind[0].mails}
    assert len(tokens) == 2


async def test_the_topic_may_come_with_the_message(send, behind, world):
    code, words = await send(ANA, topic="")
    assert (code, "Name the topic" in words) == (550, True)

    code, _ = await send(ANA, topic="", X_Parley_Topic="advice", X_Parley_Sender="autumn")
    assert code == 250
    [mail] = behind[0].mails
    assert not [name for name in mail if name.lower().startswith("x-parley")]
    assert (await Touch.get(person_id=world.ana.person_id)).sender.endswith(":autumn")

    await switch_off(by=world.carl)
    code, words = await send(ANA, CARL, topic="", id_="2", X_Parley_Topic="advice")
    assert code == 250
    assert f"Not to {CARL}" in words
    assert len(behind[0].got) == 2
    code, words = await send(ANA, topic="weather", id_="3")
    assert (code, "no topic named weather" in words) == (550, True)


async def test_the_same_message_sent_again_reaches_nobody_twice(send, behind, world):
    assert (await send(ANA))[0] == 250
    assert (await send(ANA))[0] == 250

    assert len(behind[0].got) == 1
    assert await Touch.filter(person_id=world.ana.person_id).count() == 1
    assert (await send(ANA, id_="2"))[0] == 250
    assert len(behind[0].got) == 2


async def test_what_the_server_behind_does_not_take_did_not_happen(send, behind, world):
    kept, _ = behind
    kept.answer = "451 4.3.2 Too busy"
    code, words = await send(ANA)
    assert (code, "Too busy" in words) == (451, True)
    kept.answer = "554 5.7.1 Not from you"
    assert (await send(ANA))[0] == 550

    assert await Touch.filter(outcome=TouchOutcome.CANCELLED).count() == 2
    assert not await RelayedMail.exists()
    kept.answer = "250 2.0.0 Queued"
    assert (await send(ANA))[0] == 250
    assert (await RelayedMail.get()).relayed_at


async def test_who_said_no_after_the_permit_is_not_written_to(send, behind, world):
    """The gateway died between the permit and the hand-off; the tool sends again."""
    assert (await send(ANA, topic="", X_Parley_Topic="advice"))[0] == 250
    await RelayedMail.all().update(relayed_at=None)
    await switch_off(by=world.ana)

    code, words = await send(ANA, topic="", X_Parley_Topic="advice")

    assert code == 550
    assert "has said no" in words
    assert len(behind[0].got) == 1
    assert await Touch.filter(outcome=TouchOutcome.CANCELLED).count() == 1


async def everything_understood():
    """Until the app's worker has read every signal."""
    while True:
        if not await InboundSignal.exists(done_at=None):
            return
        await asyncio.sleep(0.05)


async def test_a_bounce_of_a_relayed_mail_is_about_its_recipient(send, behind, world, office):
    link = await add_point(world.carl.person, PointKind.EMAIL, "c.nunes@acme.example", "CRM")
    for to in (ANA, link.contact_point.value):
        assert (await send(to, topic="", X_Parley_Topic="advice"))[0] == 250

    bounce = {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "NoEmail",
            "bouncedRecipients": [{"emailAddress": "c.nunes@acme.example"}],
            "timestamp": now().isoformat(),
            "feedbackId": "f1",
        },
        "mail": {"messageId": "x", "commonHeaders": {"messageId": "<1@parley.example>"}},
    }
    await take_in("ses", json.dumps(bounce).encode())
    async with asyncio.timeout(30):
        await everything_understood()

    assert (await ContactPoint.get(id=link.contact_point_id)).status is PointStatus.INVALID
    assert not await ContactPoint.filter(value=ANA, status=PointStatus.INVALID).exists()


async def test_without_a_token_nobody_sends(port, world):
    tool = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    async with tool:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await tool.login("advice", "wrong")
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refused:
            await tool.sendmail("a@b.example", [ANA], "Subject: a\r\n\r\nb\r\n")
    assert refused.value.code == 530


async def test_a_revoked_client_sends_nothing_more_not_even_in_an_open_session(port, world):
    made, token = await make_client("Mailing tool", [Scope.GATE_ASK])
    tool = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    async with tool:
        await tool.login("advice", token)
        assert (await tool.mail("a@b.example")).code == 250
        assert (await ApiClient.get(id=made.id)).last_used_at
        await tool.rset()
        await revoke_client(made.id)
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refused:
            await tool.mail("a@b.example")
    assert refused.value.code == 535


async def test_outside_of_this_machine_the_token_travels_in_tls_only(db, office, world, tmp_path):
    _, token = await make_client("Mailing tool", [Scope.GATE_ASK])
    certificate, key = certified(tmp_path)
    tls = tls_of(certificate, key)
    trusting = ssl.create_default_context(cafile=certificate)
    async with gateway("0.0.0.0", 0, office, db, largest=1000, tls=tls) as port:
        tool = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, use_tls=True, tls_context=trusting, timeout=30
        )
        async with tool:
            await tool.login("advice", token)
            assert (await tool.mail("a@b.example")).code == 250
        with pytest.raises((aiosmtplib.SMTPException, OSError)):
            await aiosmtplib.SMTP(hostname="127.0.0.1", port=port, timeout=2).connect()


async def test_outside_of_this_machine_it_wants_a_certificate(db, office):
    with pytest.raises(InTheClear):
        async with gateway("0.0.0.0", 0, office, db, largest=1000):
            raise AssertionError


def test_a_user_name_says_the_topic_and_the_sender():
    program = object()

    assert Login.of(program, "offers/autumn") == Login(program, "offers", "autumn")
    assert Login.of(program, "offers") == Login(program, "offers", "smtp")
    assert Login.of(program, "") == Login(program, "", "smtp")
