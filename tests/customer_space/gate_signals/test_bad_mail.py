"""Mails made to hurt: read within bounds or not at all, in little time, without an exception."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_space.gate.signals.events import Kind
from customer_space.gate.signals.reading import SOURCES, events_of
from tests.customer_space.gate_signals.mails import arf, dsn, plain

REPORT = b"From: MAILER-DAEMON@x\nSubject: Undelivered\nMIME-Version: 1.0\n"


def nested(levels):
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
        for level in range(levels)
    )
    return REPORT + head.encode() + b"Content-Type: text/plain\n\nuser unknown\n"


def of_many_parts(count):
    part = b"--b\nContent-Type: text/plain\n\nuser unknown\n"
    return REPORT + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * count + b"--b--\n"


TOO_MUCH = {
    "a thousand parts": of_many_parts(1000),
    "a hundred levels": nested(100),
    "ten thousand levels": nested(10_000),
    "a header line of 64 KiB": b"Subject: " + b"a" * 65_536 + b"\n\nx",
    "a header line of 64 KiB in words": b"Subject: " + b"=?utf-8?q?a?= " * 4700 + b"\n\nx",
    "a hundred thousand headers": b"X: y\n" * 100_000 + b"\nx",
    "two megabytes": plain("Undelivered", "a" * 2_000_000),
    "nothing": b"",
    "a line": b"\n",
    "zeros": b"\0" * 5000,
}
STRANGE = {
    "no boundary": REPORT + b"Content-Type: multipart/report\n\nuser unknown\n",
    "a boundary that never comes": REPORT + b"Content-Type: multipart/report; boundary=q\n\nx",
    "a charset nobody knows": REPORT + b"Content-Type: text/plain; charset=x-unknown\n\n\xff\xfe",
    "a subject in a charset nobody knows": plain("=?x-unknown?b?////?="),
    "a subject that is no base64": plain("=?utf-8?b?*?= =?utf-8?b?a?="),
    "base64 that is none": REPORT
    + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n&&&&=\n=a",
    "a part of an unknown encoding": REPORT
    + b"Content-Type: text/plain\nContent-Transfer-Encoding: x-rot13\n\nhfre haxabja",
    "uuencode that is none": REPORT
    + b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin\n\xff",
    "a status part in base64": dsn().replace(
        b"message/delivery-status\n",
        b"message/delivery-status\nContent-Transfer-Encoding: base64\n",
    ),
    "an address of a thousand characters": dsn(recipient="a" * 1000 + "@acme.example"),
    "many angle brackets": plain("Undelivered", "<" * 50_000, "From: MAILER-DAEMON@x"),
    "many addresses": plain("Undelivered", "a@b.c " * 9000, "From: MAILER-DAEMON@x"),
    "many at signs": plain("Undelivered", "@" * 60_000, "From: MAILER-DAEMON@x"),
    "many blanks": plain("Undelivered", "exceed " + "a " * 30_000, "From: MAILER-DAEMON@x"),
    "a report within a report": arf(returned=arf().decode()),
    "only carriage returns": dsn().replace(b"\n", b"\r"),
    "bare bytes": bytes(range(1, 256)) * 20,
}  # fmt: skip


@pytest.mark.parametrize("name", [*TOO_MUCH, *STRANGE])
def test_no_mail_costs_more_than_a_second(name):
    raw = TOO_MUCH.get(name, STRANGE.get(name, b""))
    began = time.process_time()
    events = events_of("mail", raw)

    assert events
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_beyond_the_bounds_is_not_read(name):
    assert [event.kind for event in events_of("mail", TOO_MUCH[name])] == [Kind.UNREADABLE]


def test_a_report_with_bare_carriage_returns_is_read_all_the_same():
    [event] = events_of("mail", dsn().replace(b"\n", b"\r"))

    assert (event.kind, event.status) == (Kind.BOUNCED, "5.1.1")


@given(st.binary(max_size=2000), st.sampled_from(sorted(SOURCES)))
def test_no_bytes_raise(raw, source):
    assert events_of(source, raw)


@given(st.integers(0, 1200), st.binary(max_size=6), st.sampled_from([dsn(), arf(), plain("x")]))
def test_no_report_with_a_fault_raises(place, fault, raw):
    assert events_of("mail", raw[:place] + fault + raw[place + len(fault) :])


@pytest.mark.parametrize("source", sorted(SOURCES - {"mail"}))
@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"a":NaN}', b'"\\ud800"', b"\xff\xfe",
        b'{"event-data":[]}', b'{"RecordType":{}}', b'[{"email":null,"event":[]}]',
        b'{"notificationType":"Bounce","bounce":7,"mail":[]}',
        b'{"Type":"Notification","Message":"{"}', b'[{"email":"a@b","timestamp":1e300}]',
        b'{"event-data":{"event":"failed","delivery-status":{"code":true},"timestamp":"x"}}',
        b"9" * 5000,
    ],
)  # fmt: skip
def test_no_json_raises(source, raw):
    assert events_of(source, raw)
