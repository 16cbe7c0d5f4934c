"""The many of whom little is known: what tells them apart fits a short tuple."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import Columns, Row, kind_of
from customer_space.gate.bulk.consents import standing
from customer_space.gate.bulk.lawful import Lawful
from customer_space.gate.bulk.likeness import first_end, past_lines
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.rulebook import Known, Rulebook, Wording
from customer_space.gate.bulk.stops import Forms, forms

Key = tuple[object, ...]
GIVEN = frozenset({"given", "renewed"})
SILENT: tuple[Key, tuple[datetime, ...]] = ((), ())
"""Of somebody who said nothing."""


class Glance(NamedTuple):
    """Somebody without limits, whose accounts set no rules and who refused nothing lately.

    People with equal keys have equal worlds, but for the end of the yes and for their own dates:
    `lines` of the consent, `rules` of what they said, as likeness.Plain has them.
    """

    id: UUID
    locale: str
    key: Key
    forms: Forms | None
    point: UUID | None
    ends: datetime | None
    lines: tuple[datetime, ...]
    rules: tuple[datetime, ...]

    def is_at(self, address: str) -> bool:
        """Whether the address they were named by is the one we would choose."""
        return self.forms is not None and self.forms.whole.endswith(f":{address}")


class Glancing:
    """Looks at the rows of one batch."""

    def __init__(
        self, question: Question, columns: Columns, lawful: Lawful, rulebook: Rulebook
    ) -> None:
        self._columns, self._lawful, self._rulebook = columns, lawful, rulebook
        self._question, self._at = question, question.at
        self._weighs = question.load > 0
        self._kind = kind_of(question.channel)
        self._mail = self._kind is PointKind.EMAIL

    def at(self, person: Row) -> Glance | None:
        """What is seen at a glance; None for who needs a closer look."""
        id_, tz, state, email, locale, country, region, born = person
        columns = self._columns
        seats = columns.seats.get(id_, ())
        if id_ in columns.queued or (seats and not self._plain(seats)):
            return None
        packs = self._lawful.packs(country, region, tz, seats)
        if self._lawful.limits(packs):
            return None
        yes, lines, ends = self._yes(id_) if id_ in columns.events else ((), (), None)
        spot = self._spot(id_, email) if self._kind else ((), None, None)
        said = self._said(id_) if id_ in columns.said else SILENT
        if yes is None or spot is None or said is None:
            return None
        hats = tuple(seat[2] for seat in seats if seat[2]) if tz is None else ()
        minor = self._lawful.minor_until(born) if born else None
        seen, form, point = spot
        key = (tz, state, packs, hats, minor, yes, seen, said[0])
        return Glance(id_, locale, key, form, point, ends, lines, said[1])

    def _plain(self, seats: Sequence[Row]) -> bool:
        """Whether the accounts only tell where somebody may be."""
        said, agreed = self._columns.said, self._columns.agreed
        return all(seat[1] not in said and seat[1] not in agreed for seat in seats)

    def _said(self, person: UUID) -> tuple[Key, tuple[datetime, ...]] | None:
        """The rules that matter, by id, each with the place of its date among all of them."""
        found: list[tuple[UUID, datetime | None, Known]] = []
        for _, id_, set_at, *wording in self._columns.said[person]:
            known = self._rulebook[Wording(*wording)]
            if known.odd or (known.matters and known.limits and self._weighs):
                return None
            if known.matters:
                found.append((id_, set_at if known.ranked else None, known))
        if len(found) > 1:
            found.sort(key=lambda said: str(said[0]))
        dates = tuple(sorted({set_at for _, set_at, _ in found if set_at}))
        return tuple(
            (known.number, dates.index(set_at) if set_at else None) for _, set_at, known in found
        ), dates

    def _yes(self, person: UUID) -> tuple[Key | None, tuple[datetime, ...], datetime | None]:
        rows = self._columns.events[person]
        _, kind, _, here, portal, basis, given, until, _ = rows[0]
        ended = until is not None and until <= self._at
        if len(rows) > 1 or kind not in GIVEN or given > self._at or ended:
            return self._history(rows)
        return (here, portal, basis, until is None), (given,), until

    def _history(
        self, rows: Sequence[Row]
    ) -> tuple[Key | None, tuple[datetime, ...], datetime | None]:
        """Several lines, folded; each date by its place among all that have passed."""
        stands = standing(rows, self._question)
        lines = past_lines(stands, self._at)
        ends = first_end(stands.yeses, self._at)
        if lines is None or stands.noes or (ends and stands.objected):
            return None, (), None
        place = {line: n for n, line in enumerate(lines)}
        yeses = tuple(
            (yes.portal, yes.soft, place[yes.given], _place(yes.withdrawn, place),
             _place(yes.expires, place))
            for yes in stands.yeses
        )  # fmt: skip
        return (yeses, _place(stands.objected, place)), lines, ends

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


def _place(instant: datetime | None, place: Mapping[datetime, int]) -> int | None:
    return place.get(instant) if instant else None
