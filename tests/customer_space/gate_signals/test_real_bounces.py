"""Real mails of many servers and years, none of them in this repository: each is classified."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from customer_space.gate.signals.events import Kind
from customer_space.gate.signals.reading import events_of

DATA = Path(__file__).parents[4] / "shared" / "data" / "bounces-arf"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="shared data not here")

MAILS = {
    "autoresponded other": 4,
    "bounced blocked": 10,
    "bounced invalid": 118,
    "bounced mailbox_full": 19,
    "bounced other": 74,
    "bounced policy": 82,
    "bounced spam": 5,
    "bounced timed_out": 17,
    "complained other": 1,
    "complained spam": 5,
    "deferred other": 4,
    "deferred timed_out": 4,
    "delivered other": 1,
    "noted other": 6,
    "unsubscribed unsubscribed": 2,
}
BOXES = {
    "bounced invalid": 22,
    "bounced mailbox_full": 2,
    "bounced other": 3,
    "bounced policy": 9,
    "bounced timed_out": 1,
    "noted other": 1,
    "unreadable other": 3,
}
BATCHES = {
    "bounced invalid": 15,
    "bounced mailbox_full": 2,
    "bounced other": 1,
    "bounced policy": 1,
    "complained spam": 4,
    "delivered other": 3,
}


def table(events):
    return dict(Counter(f"{event.kind} {event.reason}" for event in events))


def test_every_mail_is_read_and_classified():
    files = sorted(DATA.glob("maildir/*/*"))
    events = [event for file in files for event in events_of("mail", file.read_bytes())]

    assert len(files) == 350
    assert table(events) == MAILS


def test_every_mail_of_the_boxes_is_read_and_classified():
    events = []
    for file in sorted(DATA.glob("mailbox/*")):
        mails = re.split(rb"^From [^\n]*\n", file.read_bytes(), flags=re.MULTILINE)
        for mail in mails[1:] or mails:
            events += events_of("mail", mail)

    assert table(events) == BOXES


def test_every_batch_of_the_providers_is_read_and_classified():
    events = []
    for file in sorted(DATA.glob("obsoleted/*.json")):
        raw = file.read_bytes()
        assert json.loads(raw)
        events += events_of("ses" if "amazonses" in file.name else "sendgrid", raw)

    assert table(events) == BATCHES


def test_a_report_on_authentication_blames_nobody():
    reports = [f for f in sorted(DATA.glob("maildir/*/*")) if b"auth-failure" in f.read_bytes()]
    events = [event for file in reports for event in events_of("mail", file.read_bytes())]

    assert reports
    assert {event.kind for event in events} == {Kind.NOTED}


def test_nearly_every_bounce_names_its_recipient():
    events = [e for f in DATA.glob("maildir/*/*") for e in events_of("mail", f.read_bytes())]
    bounces = [event for event in events if event.kind is Kind.BOUNCED]

    assert sum(1 for bounce in bounces if "@" not in bounce.recipient) <= 6
