"""How many could be reached at an instant: worked out once, then answered from memory."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from customer_space.gate.bulk.columns import load
from customer_space.gate.bulk.completing import Complete, completed
from customer_space.gate.bulk.likeness import plain
from customer_space.gate.bulk.openings import is_booked, openings
from customer_space.gate.bulk.outlook import comes_of_age
from customer_space.gate.bulk.packing import Packer
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.rulebook import Rulebook
from customer_space.gate.bulk.sharing import ADDRESS
from customer_space.gate.bulk.world import World, snapshot
from customer_space.gate.gathering import About
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.snapshots import look
from customer_space.preferences.suppressions import Keys

AHEAD = timedelta(hours=48)


@dataclass
class Reach:
    """The number of people who can be reached, as a staircase over time.

    `turns` are instants in order, `counts[i]` holds from `turns[i]` to the next. `booked` are the
    few with contacts ahead under a limit: they are decided when asked about.
    """

    question: Question
    until: datetime
    turns: Sequence[datetime] = ()
    counts: Sequence[int] = ()
    booked: list[tuple[str, Snapshot]] = field(default_factory=list)

    def at(self, instant: datetime) -> int:
        """How many at that instant, from `question.at` to before `until`. ValueError outside."""
        if not self.question.at <= instant < self.until:
            raise ValueError("This instant lies outside of what was worked out.")
        step = bisect_right(self.turns, instant) - 1
        asked = self.question.asked_at(instant)
        return (self.counts[step] if step >= 0 else 0) + sum(
            decide(there, asked.request(person), asked.now).outcome is Outcome.ALLOW
            for person, there in self.booked
        )


async def reach_of(
    question: Question, keys: Keys, batches: Iterable[Sequence[UUID]], ahead: timedelta = AHEAD
) -> Reach:
    """Work it out for these people, from `question.at` so far ahead."""
    reach = Reach(question, question.at + ahead)
    building = _Building(reach, keys)
    for ids in batches:
        await building.add(ids)
    building.finish()
    return reach


class _Building:
    """Counts how many are in each world, and what opens and closes when."""

    def __init__(self, reach: Reach, keys: Keys) -> None:
        self._reach, self._keys, self._question = reach, keys, reach.question
        self._rulebook = Rulebook(reach.question)
        self._shared: Counter[World] = Counter()
        self._steps: Counter[datetime] = Counter()

    async def add(self, ids: Sequence[UUID]) -> None:
        if self._rulebook.trim():
            self._walk_shared()
        columns = await load(self._question, ids)
        packer = Packer(self._question, columns, self._rulebook)
        people = [packer.packed(row) for row in columns.people]
        usual = [each for each in people if not each.odd]
        for each in await completed(usual, columns, self._question, self._keys):
            self._place(each)
        for odd in (each for each in people if each.odd):
            seen = await look(odd.id, self._keys, about=About(topic=self._question.topic))
            self._walk(str(odd.id), seen.snapshot)

    def finish(self) -> None:
        """Put the steps in order."""
        self._walk_shared()
        turns = sorted(self._steps)
        counts, standing = [], 0
        for turn in turns:
            standing += self._steps[turn]
            counts.append(standing)
        self._reach.turns, self._reach.counts = turns, counts

    def _place(self, each: Complete) -> None:
        world = each.packed.world
        simple = plain(world, self._question.at) if each.has_room else None
        if simple and world.minor_until is None:
            ends = simple.first_end
            if ends is None or ends >= self._reach.until:
                self._shared[simple.world] += 1
                return
        own = world._replace(touches=each.touches)
        self._walk(world.id, snapshot(own, self._rulebook.rules, self._question, ADDRESS))

    def _walk_shared(self) -> None:
        for world, count in self._shared.items():
            there = snapshot(world, self._rulebook.rules, self._question, ADDRESS)
            self._walk(world.id, there, count)
        self._shared.clear()

    def _walk(self, person: str, there: Snapshot, count: int = 1) -> None:
        if is_booked(there, self._question) or comes_of_age(there, person, self._question):
            self._reach.booked.append((person, there))
            return
        for start, end in openings(there, self._question, person, self._reach.until):
            self._steps[start] += count
            self._steps[end] -= count
