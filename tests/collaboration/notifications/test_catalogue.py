"""Lines 105, 106, 111 and 112 of the catalogue of bad inputs; 107 to 110 stand with the replies."""

import email
from urllib.parse import urlsplit

from customer_space.directory.models import ContactPoint
from customer_space.preferences.models import ConsentEvent, Statement
from tests.collaboration.notifications.conftest import by_recipient
from tests.customer_space.gate_signals.mails import dsn
from tests.customer_space.gate_signals.test_bad_mail import STRANGE

ANA = "ana@acme.example"
NAMES = (
    "a\r\nBcc: eve@globex.example",
    "a\nBcc: eve@globex.example",
    "a\rBcc: eve@globex.example",
    "a\u2028Bcc: eve@globex.example",
    "=?utf-8?q?a=0D=0ABcc:_eve@globex.example?=",
    "=?utf-8?b?YQ0KQmNjOiBl?=",
    "a\0b",
    '"Ana" <eve@globex.example>',
)
"""Display names (106), and with them subjects (105), that would be more than one header."""


async def test_no_name_makes_a_header(world, say, work):
    counts = set()
    for minutes, name in enumerate(NAMES, 1):
        world.rob.person.display_name = name.replace("\0", "\x01")
        await world.rob.person.save(update_fields=["display_name"])
        await say("rob", f"@everyone {minutes}")
        mail = by_recipient(await work(minutes=minutes * 3))[ANA]
        read = email.message_from_bytes(mail.as_bytes())
        counts.add(tuple(read.keys()))
        assert read["Bcc"] is None
        assert read["To"] == ANA

    assert len(counts) == 1


async def test_one_click_twice_is_one_event_and_a_scanner_s_visit_none(world, say, work, visit):
    await say("rob", "@Ana Silva hello")
    mail = by_recipient(await work(minutes=3))[ANA]
    stop = urlsplit(mail["List-Unsubscribe"].split(">")[0].lstrip("<")).path
    machine = await visit("nobody")
    before = await ConsentEvent.all().count()

    await machine.get(stop)
    await machine.head(stop)
    assert not await Statement.filter(party_id=world.ana.person_id).exists()
    for _ in range(2):
        answered = await machine.post(stop, data={"List-Unsubscribe": "One-Click"})
        assert answered.status_code == 200

    assert await Statement.filter(party_id=world.ana.person_id).count() == 1
    assert await ConsentEvent.all().count() <= before + 1
    await say("rob", "@Ana Silva hello again")
    assert ANA not in by_recipient(await work(minutes=6))


async def test_bounces_of_nothing_we_sent_are_ignored(world, say, work, bring):
    await say("rob", "@Ana Silva hello")
    await work(minutes=3)
    door = "parley@parley.example"

    await bring(dsn(), door, sender="")
    await bring(dsn(returned="Message-ID: <made-up@parley.example>"), door, sender="")
    forged = f"List-Unsubscribe: <https://parley.example/u/{'A' * 92}>"
    await bring(dsn(returned=forged), door, sender="")
    await bring(STRANGE["bare bytes"], door, sender="")

    assert not await ContactPoint.filter(value=ANA, status="invalid").exists()
