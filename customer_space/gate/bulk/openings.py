"""When one recipient can be reached, over some days: stretches in which the answer is yes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.statements import Rule

Stretch = tuple[datetime, datetime]


def openings(
    snapshot: Snapshot, question: Question, person: str | None, until: datetime
) -> Iterator[Stretch]:
    """The stretches from `question.at` to `until`; needs a world without booked contacts.

    Between two instants at which a statement, a law or a consent begins or ends, only the clock
    opens and closes, and the decision tells when.
    """
    starts = [question.at, *sorted(_turns(snapshot, question.at, until)), until]
    for start, end in pairwise(starts):
        yield from _between(snapshot, question, person, (start, end))


def _between(
    snapshot: Snapshot, question: Question, person: str | None, stretch: Stretch
) -> Iterator[Stretch]:
    moment, end = stretch
    while moment < end:
        request = replace(question, at=moment).request(person)
        decision = decide(snapshot, request, question.now)
        if decision.outcome is Outcome.ALLOW:
            closes = min(decision.permit_until or end, end)
            yield moment, closes
            moment = closes
        else:
            moment = min(decision.next_at or end, end)


def is_booked(snapshot: Snapshot, question: Question) -> bool:
    """Whether contacts lie ahead: limits may then close what was open."""
    return any(touch.at >= question.at for touch in snapshot.touches)


def _turns(snapshot: Snapshot, start: datetime, end: datetime) -> set[datetime]:
    """Every instant in between at which something begins or ends."""
    found: list[datetime | None] = []
    for rule in _rules(snapshot):
        found += [rule.effective_from, rule.effective_to]
        found += [rule.pause.from_, rule.pause.until] if rule.pause else []
    for asked in snapshot.requires:
        found += [asked.valid_from, asked.valid_until]
    for yes in snapshot.consents:
        found += [yes.given, yes.expires, yes.withdrawn]
    for no in snapshot.refusals:
        found += [no.at, no.until]
    found += [person.objected_at for person in snapshot.persons.values()]
    return {turn for turn in found if turn is not None and start < turn < end}


def _rules(snapshot: Snapshot) -> Iterable[Rule]:
    yield from snapshot.law
    yield from snapshot.vendor
    for party in (snapshot.persons, snapshot.accounts, snapshot.points):
        for each in party.values():
            yield from each.rules
