"""Due words, the rhythm's sentences, its hash, and what of it binds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_space.accounts.rights import Side
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.statements import Kind, Level, Period, Unit
from customer_space.plans import rules
from customer_space.plans.rules import (
    WEEKDAYS,
    Beat,
    Per,
    Rhythm,
    Way,
    agreed,
    content_hash,
    content_of,
    due_words,
    sentence,
)

SIGNED = datetime(2026, 11, 21, 12, tzinfo=UTC)
CALLS = Beat(Way.CALL, 1, Per.FORTNIGHT, "deliveries", ("tue",), "09:00", "12:00", "rob")
VISIT = Beat(Way.VISIT, 1, Per.QUARTER)
NO_MAIL = Beat(Way.EMAIL, 0, Per.MONTH)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "due in 3 days"), (2, "due in 2 days"), (1, "due tomorrow"), (0, "due today"),
        (-1, "1 day overdue"), (-2, "2 days overdue"), (400, "due in 400 days"),
    ],
)  # fmt: skip
def test_how_far_a_day_is_in_words(days, words):
    today = date(2026, 12, 31)

    assert due_words(today + timedelta(days), today) == words


@pytest.mark.parametrize(
    ("beat", "words"),
    [
        (CALLS, ("One call about deliveries every two weeks at most, Tuesdays, "
                "09:00 to 12:00, by Rob.")),
        (VISIT, "One visit a quarter at most."),
        (NO_MAIL, "No e-mails."),
        (Beat(Way.SMS, 12, Per.YEAR, days=("fri", "mon", "wed")),
         "12 text messages a year at most, Mondays, Wednesdays and Fridays."),
    ],
)  # fmt: skip
def test_a_line_reads_as_a_sentence(beat, words):
    assert sentence(beat, "Rob" if beat.who else "") == words


beats = st.builds(
    Beat,
    way=st.sampled_from(Way),
    times=st.integers(0, 99),
    per=st.sampled_from(Per),
    topic=st.sampled_from(["", "deliveries", "Größe é"]),
    days=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
)


@given(st.lists(beats, max_size=5).flatmap(lambda b: st.tuples(st.just(b), st.permutations(b))))
def test_moving_lines_changes_no_signature(pair):
    before, after = pair

    assert content_hash(before) == content_hash(after)


@given(st.lists(beats, max_size=4), beats, st.data())
def test_any_other_change_is_another_content(lines, line, data):
    other = data.draw(beats.filter(lambda b: content_of([b]) != content_of([line])))

    assert content_hash([*lines, line]) != content_hash([*lines, other])
    assert content_hash([*lines, line]) != content_hash(lines)


@given(st.lists(beats, max_size=5))
def test_what_was_signed_is_read_back_as_it_was(lines):
    again = Rhythm.of(content_of(lines), SIGNED)

    assert content_hash(again.beats) == content_hash(lines)
    assert rules.compile(again) == rules.compile(Rhythm(tuple(lines), SIGNED))


def test_agreed_means_both_sides_signed_the_same():
    same = content_hash([CALLS])

    assert agreed({Side.CUSTOMER: same, Side.COMPANY: same}, same)
    assert not agreed({Side.CUSTOMER: same}, same)
    assert not agreed({Side.CUSTOMER: same, Side.COMPANY: content_hash([VISIT])}, same)
    assert not agreed({Side.CUSTOMER: same, Side.PARTNER: same}, same)


def test_the_gate_reads_what_the_rhythm_compiles_to():
    statements = rules.compile(Rhythm((CALLS, VISIT, NO_MAIL), SIGNED))
    read = [rule_from(one, Level.ACCOUNT) for one in statements]

    kinds = sorted((one.kind, next(iter(one.channels))) for one in read)
    assert kinds == [
        (Kind.CAP, "visit"), (Kind.CAP, "voice_live"), (Kind.DENY, "email"),
        (Kind.REP, "voice_live"), (Kind.WINDOW, "voice_live"),
    ]  # fmt: skip
    assert all(one.set_at == SIGNED for one in read)
    [visits] = [one for one in read if one.kind is Kind.CAP and "visit" in one.channels]
    assert (visits.cap.max, visits.cap.calendar, visits.cap.unit) == (
        1, Period.QUARTER, Unit.CONTACTS,
    )  # fmt: skip
    [window] = [one for one in read if one.kind is Kind.WINDOW]
    assert (window.hours.from_, window.hours.to, window.hours.days) == (
        9 * 3600, 12 * 3600, {"tue"},
    )  # fmt: skip
    [rep] = [one for one in read if one.kind is Kind.REP]
    assert rep.reps == ("rob",)


@given(st.lists(beats, max_size=5))
def test_the_same_rhythm_compiles_to_the_same_statements(lines):
    there, back = Rhythm(tuple(lines), SIGNED), Rhythm(tuple(reversed(lines)), SIGNED)

    assert rules.compile(there) == rules.compile(back)
    for one in rules.compile(there):
        rule_from(one, Level.ACCOUNT)
        assert one["type"] in {"cap", "window", "rep", "deny"}, "a plan only narrows"
