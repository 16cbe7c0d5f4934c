"""The many of whom little is known: what tells them apart fits a short tuple."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import Columns, Row, kind_of
from customer_space.gate.bulk.lawful import Lawful
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.stops import Forms, forms

Key = tuple[object, ...]
GIVEN = frozenset({"given", "renewed"})


class Glance(NamedTuple):
    """Somebody without statements, whose accounts do not count and whose one yes is simple.

    People with equal keys have equal worlds, but for the end of the yes.
    """

    id: UUID
    locale: str
    key: Key
    forms: Forms | None
    point: UUID | None
    ends: datetime | None


class Glancing:
    """Looks at the rows of one batch."""

    def __init__(self, question: Question, columns: Columns, lawful: Lawful) -> None:
        self._columns, self._lawful = columns, lawful
        self._limited_places: dict[tuple[str | None, ...], bool] = {}
        self._at = question.at
        self._kind = kind_of(question.channel)
        self._mail = self._kind is PointKind.EMAIL

    def at(self, person: Row) -> Glance | None:
        """What is seen at a glance; None for who needs a closer look."""
        id_, tz, state, email, locale, country, region, born = person
        columns = self._columns
        if id_ in columns.said or id_ in columns.seats or self._limited(country, region, tz):
            return None
        yes, ends = self._yes(id_) if id_ in columns.events else ((), None)
        spot = self._spot(id_, email) if self._kind else ((), None, None)
        if yes is None or spot is None:
            return None
        minor = self._lawful.minor_until(born) if born else None
        seen, form, point = spot
        return Glance(
            id_, locale, (tz, state, country, region, minor, yes, seen), form, point, ends
        )

    def _limited(self, *place: str | None) -> bool:
        """Whether the law there counts contacts."""
        if place not in self._limited_places:
            country, region, tz = place
            packs = self._lawful.packs(country, region, tz, ())
            self._limited_places[place] = bool(self._lawful.limits(packs))
        return self._limited_places[place]

    def _yes(self, person: UUID) -> tuple[Key | None, datetime | None]:
        lines = self._columns.events[person]
        _, kind, _, here, portal, basis, given, until, _ = lines[0]
        ended = until is not None and until <= self._at
        if len(lines) > 1 or kind not in GIVEN or given > self._at or ended:
            return None, None
        return (here, portal, basis, until is None), until

    def _spot(
        self, person: UUID, email: str | None
    ) -> tuple[Key, Forms | None, UUID | None] | None:
        links = self._columns.links.get(person, ())
        if not links:
            own = forms(PointKind.EMAIL, email) if self._mail and email else None
            return None if email and self._mail and own is None else ((own is not None,), own, None)
        _, point, _, status, value, base, zones, opted_out = links[0]
        elsewhere = self._mail and email and email != value
        if len(links) > 1 or elsewhere or point in self._columns.said:
            return None
        found = forms(self._kind, value, base if self._mail else None)
        return ((status, zones, opted_out), found, point) if found else None
