"""What a cap would have held back: contacts that were made, replayed under limits nobody set."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from customer_space.gate.bulk.columns import fetch
from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.statements import Period
from customer_space.gate.rules.tally import tally
from customer_space.gate.rules.walltime import duration

LIMITS = (1, 2, 3, 4, 6, 8)
EVERY = "P30D"
BACK = timedelta(days=365)
UTC = ZoneInfo("UTC")
MADE = """
select t.person_id, t.occurred_at from touch t
where t.person_id = any($1) and t.channel = $2 and t.occurred_at > $3 and t.occurred_at <= $4
  and t.direction <> 'in' and not t.is_reply
  and t.cancels_id is null and not exists (select 1 from touch c where c.cancels_id = t.id)
order by t.occurred_at
"""


@dataclass(frozen=True)
class Cap:
    """At most `max` contacts a recipient, per ISO 8601 duration or calendar period."""

    max: int
    length: str | Period

    def has_room(self, kept: Iterable[datetime], at: datetime, zone: ZoneInfo) -> bool:
        """Whether one more may happen at `at`, after those that were kept."""
        counted = tally([(before, 1) for before in kept])
        if isinstance(self.length, Period):
            clock: CalendarClock | RollingClock = CalendarClock(
                self.max, self.length, "mon", 1, counted
            )
        else:
            clock = RollingClock(self.max, duration(self.length), 1, counted)
        return clock.earliest(at, zone) == at

    def held_back(self, times: Sequence[datetime], zone: ZoneInfo = UTC) -> int:
        """How many of one recipient's contacts, in order, would not have come.

        Those that would not have come do not count against later ones.
        """
        if len(times) <= self.max:
            return 0
        kept: list[datetime] = []
        for at in times:
            # No cap counts more than `max` contacts at once.
            if self.has_room(kept[-self.max :], at, zone):
                kept.append(at)
        return len(times) - len(kept)


@dataclass
class Pressure:
    """All contacts that were made, and how many of them each limit would have held back."""

    made: int = 0
    held_back: Counter[int] = field(default_factory=Counter)
    limits: Sequence[int] = LIMITS

    def add(
        self, times: Sequence[datetime], length: str | Period = EVERY, zone: ZoneInfo = UTC
    ) -> None:
        """One more recipient, with the contacts they had, in order."""
        self.made += len(times)
        for limit in self.limits:
            if back := Cap(limit, length).held_back(times, zone):
                self.held_back[limit] += back

    def as_json(self) -> dict[str, Any]:
        """For the checkpoint and the summary; the limits in order."""
        back = {str(limit): self.held_back[limit] for limit in self.limits}
        return {"made": self.made, "held_back": back}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Pressure":
        """Back from JSON."""
        return cls(plain["made"], Counter({int(n): k for n, k in plain["held_back"].items()}))


async def made_to(people: Sequence[UUID], question: Question) -> list[list[datetime]]:
    """The contacts by the question's channel of the year before it, by person, in order."""
    by_person: dict[UUID, list[datetime]] = defaultdict(list)
    since = question.at - BACK
    for person, at in await fetch(MADE, list(people), question.channel.value, since, question.at):
        by_person[person].append(at)
    return list(by_person.values())
