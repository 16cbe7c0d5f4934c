"""What the law says of one of many people: their packs, its limits, how long they are minors."""

from collections.abc import Hashable, Iterable
from datetime import date, timedelta

from customer_space.gate.bulk.columns import Row
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.rulebook import can_matter
from customer_space.gate.house_rules import of_age
from customer_space.gate.packs.places import law, packs_for
from customer_space.gate.rules.limits import is_limit
from customer_space.gate.rules.statements import Rule

DAY = timedelta(days=1)


class Lawful:
    """The law for one question; each set of packs is looked through once."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._weighs = question.load > 0
        self._packs: dict[Hashable, tuple[str, ...]] = {}
        self._limits: dict[tuple[str, ...], list[Rule]] = {}

    def packs(
        self, country: str | None, region: str | None, tz: str | None, seats: Iterable[Row]
    ) -> tuple[str, ...]:
        """The packs of every place they can be in."""
        places = tuple((seat[3], seat[4]) for seat in seats)
        where = country, region, tz, places
        if where not in self._packs:
            self._packs[where] = packs_for((country, region), tz, places)
        return self._packs[where]

    def limits(self, packs: tuple[str, ...]) -> list[Rule]:
        """The caps and gaps of these packs that can matter; a fresh list."""
        if packs not in self._limits:
            limits = [rule for rule in law(packs).rules if is_limit(rule) and self._weighs]
            self._limits[packs] = [rule for rule in limits if can_matter(rule, self._question)]
        return [*self._limits[packs]]

    def minor_until(self, born: date | None) -> date | None:
        """None where it is not known, or has passed in every zone."""
        until = of_age(born) if born else None
        return until if until and until > (self._question.at - DAY).date() else None
