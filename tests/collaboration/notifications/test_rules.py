"""Who is told of a message, how soon, and why."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from collaboration.notifications.jobs import DIGEST, NEWS, planned
from collaboration.notifications.rules import (
    Digest,
    Reader,
    Said,
    Soon,
    Volume,
    Why,
    is_news,
    next_digest,
    soon,
    why,
    write_at,
)
from customer_space.accounts.rights import Side

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)  # a Wednesday
ANA, ROB, LEA = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
ana = Reader(ANA, Side.CUSTOMER, NOON - timedelta(days=30), "Europe/Lisbon")
robs = Said(uuid.uuid4(), ROB, Side.COMPANY, NOON, number=7)
THREAD = uuid.uuid4()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (robs, Why.ANYTHING),
        (replace(robs, named=frozenset({ANA})), Why.NAMED),
        (replace(robs, named=frozenset({LEA})), Why.ANYTHING),
        (replace(robs, answers=ANA), Why.ANSWERED),
        (replace(robs, thread_id=THREAD, writers=frozenset({ANA, ROB})), Why.TAKES_PART),
        (replace(robs, groups=frozenset({"everyone"})), Why.GROUP),
        (replace(robs, groups=frozenset({"our side"})), Why.ANYTHING),
        (replace(robs, groups=frozenset({"our side"}), author_side=Side.CUSTOMER), Why.GROUP),
    ],
)
def test_ana_is_told_why(said, expected):
    assert why(said, ana) is expected


@pytest.mark.parametrize(
    ("volume", "digest", "concerning", "anything"),
    [
        (Volume.LOUD, Digest.DAILY, Soon.NOW, Soon.NOW),
        (Volume.NORMAL, Digest.DAILY, Soon.NOW, Soon.IN_DIGEST),
        (Volume.NORMAL, Digest.NEVER, Soon.NOW, Soon.NEVER),
        (Volume.QUIET, Digest.WEEKLY, Soon.IN_DIGEST, Soon.IN_DIGEST),
        (Volume.QUIET, Digest.NEVER, Soon.NEVER, Soon.NEVER),
        (Volume.MUTE, Digest.DAILY, Soon.NEVER, Soon.NEVER),
    ],
)
def test_the_volume_says_how_soon(volume, digest, concerning, anything):
    reader = replace(ana, volume=volume, digest=digest)

    assert soon(replace(robs, named=frozenset({ANA})), reader) is concerning
    assert soon(robs, reader) is anything


@pytest.mark.parametrize(
    ("said", "reader"),
    [
        (replace(robs, author_id=ANA), ana),
        (robs, replace(ana, seen_number=7)),
        (robs, replace(ana, told_number=7)),
        (robs, replace(ana, joined_at=NOON + timedelta(seconds=1))),
        (replace(robs, audience=Side.COMPANY, note_number=3), ana),
        (replace(robs, audience=Side.CUSTOMER, note_number=3), replace(ana, told_note=3)),
        (
            replace(robs, audience=Side.CUSTOMER, note_number=3),
            replace(ana, seen_number=7, seen_at=NOON + timedelta(seconds=1)),
        ),
        (replace(robs, audience=Side.CUSTOMER, note_number=3), replace(ana, seen_number=8)),
    ],
)
def test_what_is_her_own_seen_told_older_than_her_seat_or_the_others_note_is_no_news(said, reader):
    assert not is_news(said, reader)


@pytest.mark.parametrize(
    ("said", "reader"),
    [
        (robs, replace(ana, seen_number=6, told_number=6)),
        (replace(robs, audience=Side.CUSTOMER, note_number=4), replace(ana, told_note=3)),
        (
            replace(robs, audience=Side.CUSTOMER, note_number=3),
            replace(ana, seen_number=7, seen_at=NOON - timedelta(seconds=1)),
        ),
        (replace(robs, thread_id=THREAD), replace(ana, seen_number=9)),
    ],
)
def test_what_came_after_what_she_saw_is_news(said, reader):
    assert is_news(said, reader)


def test_a_mail_waits_for_two_quiet_minutes_but_not_for_ever():
    talk = [replace(robs, at=NOON + timedelta(minutes=m)) for m in range(14)]

    assert write_at(talk[:1], NOON) == NOON + timedelta(minutes=2)
    assert write_at(talk[:5], NOON) == NOON + timedelta(minutes=6)
    assert write_at(talk, NOON) == NOON + timedelta(minutes=15)
    assert write_at(talk, NOON + timedelta(hours=1)) == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("digest", "zone", "at", "due"),
    [
        (Digest.DAILY, "Europe/Lisbon", NOON, "2027-03-04 08:00"),
        (Digest.DAILY, "Europe/Lisbon", NOON - timedelta(hours=5), "2027-03-03 08:00"),
        (Digest.DAILY, "Asia/Tokyo", NOON, "2027-03-03 23:00"),
        (Digest.WEEKLY, "Europe/Lisbon", NOON, "2027-03-08 08:00"),
        (Digest.DAILY, "Mars/Phobos", NOON, "2027-03-04 08:00"),
    ],
)
def test_a_digest_comes_in_the_morning_where_she_is(digest, zone, at, due):
    reader = replace(ana, digest=digest, zone=zone)

    assert f"{next_digest(reader, at):%Y-%m-%d %H:%M}" == due


def test_a_thousand_mentions_are_one_mail():
    flood = [
        replace(robs, id=uuid.uuid4(), number=n, named=frozenset({ANA, LEA})) for n in range(1000)
    ]

    assert [name for name, *_ in planned(flood, ana, NOON)] == [NEWS]
    quiet = replace(ana, volume=Volume.QUIET)
    assert [name for name, *_ in planned(flood, quiet, NOON)] == [DIGEST]
    assert planned(flood, replace(ana, volume=Volume.MUTE), NOON) == []
