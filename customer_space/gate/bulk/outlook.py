"""How many of an audience could be reached at each full hour of the next two days."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from customer_space.gate.bulk.openings import is_booked, openings
from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.walltime import DAY

HOURS = 48
HOUR = timedelta(hours=1)


def full_hours(at: datetime) -> list[datetime]:
    """The full hours from an instant on."""
    first = at.replace(minute=0, second=0, microsecond=0)
    first += HOUR * (first < at)
    return [first + n * HOUR for n in range(HOURS)]


class Outlook:
    """Counts people by the hours at which they are open, kept as the bits of a number."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.hours = full_hours(question.at)
        self.until = self.hours[-1] + HOUR
        self._by_hours: Counter[int] = Counter()

    def add(self, open_at: int) -> None:
        """One more person."""
        self._by_hours[open_at] += 1

    def taken(self) -> tuple[int, list[int]]:
        """The people added since this was last asked, and how many are open at each hour."""
        found, self._by_hours = self._by_hours, Counter()
        counts = [sum(n for bits, n in found.items() if bits >> hour & 1) for hour in range(HOURS)]
        return found.total(), counts

    def open_at(self, there: Snapshot, person: str) -> int:
        """When somebody is open, as bits: bit n stands for `hours[n]`."""
        if is_booked(there, self.question) or comes_of_age(there, person, self.question):
            return self._bits([self._is_open(there, person, hour) for hour in self.hours])
        stretches = list(openings(there, self.question, person, self.until))
        return self._bits(
            [any(start <= hour < end for start, end in stretches) for hour in self.hours]
        )

    def _is_open(self, there: Snapshot, person: str, hour: datetime) -> bool:
        request = self.question.asked_at(hour).request(person)
        return decide(there, request, self.question.now).outcome is Outcome.ALLOW

    def _bits(self, open_: Sequence[bool]) -> int:
        return sum(1 << n for n, is_open in enumerate(open_) if is_open)


def comes_of_age(there: Snapshot, person: str, question: Question) -> bool:
    """On a local date, so not at the same instant in every zone."""
    until = there.persons[person].minor_until
    return until is not None and until >= (question.at - DAY).date()
