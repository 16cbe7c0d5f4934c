"""Real contacts under a cap: the very numbers that plain counting gives."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from customer_space.gate.rules.statements import Period
from tests.bench.replay import CALLS, CAMPUS, MESSAGES, Cap, allowed, calls, messages

NOT_HERE = not MESSAGES.exists() or not CALLS.exists()
there = pytest.mark.skipif(NOT_HERE, reason="shared data not here")


@there
@pytest.mark.parametrize(("length", "came"), [("PT24H", 29_012), (Period.DAY, 32_325)])
def test_the_messages_of_a_campus_under_a_cap_of_three(length, came):
    started, contacts = time.monotonic(), messages()
    assert sum(map(len, contacts.values())) == 59_835
    assert allowed(contacts, Cap(3, length), CAMPUS) == came
    assert time.monotonic() - started < 60


@there
def test_a_cap_of_three_calls_would_have_spared_the_banks_clients_36_916():
    contacts = calls()
    total = sum(map(len, contacts.values()))
    assert total == 124_956
    assert total - allowed(contacts, Cap(3, Period.YEAR), ZoneInfo("Europe/Lisbon")) == 36_916


def test_what_was_held_back_does_not_count():
    start = datetime(2027, 2, 10, 12, tzinfo=UTC)
    times = [start + hour * timedelta(hours=1) for hour in (0, 1, 2, 3, 24, 25)]
    assert allowed({"ana": times}, Cap(3, "PT24H"), CAMPUS) == 5
    assert allowed({"ana": times}, Cap(3, Period.DAY), CAMPUS) == 5
    assert allowed({"ana": times, "carl": times}, Cap(1, "PT24H"), CAMPUS) == 4
