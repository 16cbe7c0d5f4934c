"""The search for the earliest instant at which every time rule permits, in every zone."""

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.clocks import Clocks, TimeRule
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Level
from customer_space.gate.rules.walltime import DAY
from customer_space.gate.rules.zones import zones_at

HORIZON = 400 * DAY
_UTC = ZoneInfo("UTC")
_ENDLESS = ("paused.open_ended", "cap.impossible")


@dataclass(frozen=True, slots=True)
class Found:
    """The slot, if there is one; `waits` are what stood before it, `never` what ends nowhere."""

    slot: datetime | None
    waits: tuple[Reason, ...] = ()
    never: tuple[Reason, ...] = ()
    limited: bool = False


class Seen:
    """The rules that forbade: from when they were first, and last, seen to permit."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[TimeRule, datetime | None, datetime | None]] = {}

    def note(self, rule: TimeRule, free: datetime | None) -> None:
        """Remember that the rule forbids until `free` (None: for ever)."""
        key = (rule.code, rule.rule_id, *rule.params.items())
        _, first, _ = self._known.get(key, (rule, free, free))
        self._known[key] = (rule, first, free)

    def all(self) -> list[tuple[TimeRule, datetime | None, datetime | None]]:
        """Each rule once, with its first and last end."""
        return list(self._known.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time with the same rules and zones; `unplaced` rules lack a zone."""

    rules: tuple[TimeRule, ...]
    zones: tuple[ZoneInfo, ...]
    unplaced: tuple[TimeRule, ...]
    end: datetime | None

    def sweep(self, start: datetime, seen: Seen, *, together: bool) -> datetime | None:
        """Move on past every rule that forbids; None if one does so for ever.

        `together` judges each rule at `start` itself, so that none is missed.
        """
        moment, stuck = start, bool(self.unplaced)
        for rule in self.rules:
            asked = start if together else moment
            free = self._free(rule, asked)
            if free == asked:
                continue
            seen.note(rule, free)
            stuck = stuck or free is None
            moment = max(moment, free or moment)
        return None if stuck else moment

    def forbids(self, moment: datetime) -> bool:
        """Whether any rule forbids that instant."""
        return bool(self.unplaced) or any(self._free(r, moment) != moment for r in self.rules)

    def _free(self, rule: TimeRule, asked: datetime) -> datetime | None:
        latest = asked
        for zone in self.zones:
            free = rule.clock.earliest(asked, zone)
            if free is None:
                return None
            latest = max(latest, free)
        return latest


@dataclass(slots=True)
class Search:
    """The time rules of one scene, cut in pieces where rules or zones change."""

    here: Scene
    clocks: Clocks
    cuts: list[datetime]
    _pieces: dict[int, Piece] = field(default_factory=dict)

    def find(self, at: datetime) -> Found:
        """The earliest common instant from `at` on, at most 400 days away."""
        seen, moment, piece = Seen(), at, self._piece(at)
        while moment <= at + HORIZON:
            piece = self._piece(moment)
            free = piece.sweep(moment, seen, together=moment == at)
            if free == moment:
                return self._found(moment, seen, at)
            if free is None and piece.end is None:
                return self._lost(seen, at, piece)
            moment = min(end for end in (free, piece.end) if end is not None)
        return self._lost(seen, at, piece)

    def open_until(self, at: datetime, limit: datetime) -> datetime:
        """The first instant after `at` at which something closes, at most `limit`."""
        piece = self._piece(at)
        edges = chain.from_iterable(
            rule.clock.edges(at, limit, zone) for rule in piece.rules for zone in piece.zones
        )
        for edge in sorted({e for e in chain(edges, self.cuts) if at < e < limit}):
            if self._piece(edge).forbids(edge):
                return edge
        return limit

    def tightest(self, at: datetime) -> Reason | None:
        """The cap with the least room at `at`; `n` is what is used of its `max`."""
        limits = (self._reason(rule, at) for rule in self._piece(at).rules if rule.limits)
        caps = [reason for reason in limits if reason.code.endswith(".cap")]
        return min(caps, key=_room, default=None)

    def _piece(self, moment: datetime) -> Piece:
        index = bisect_right(self.cuts, moment)
        if index not in self._pieces:
            end = self.cuts[index] if index < len(self.cuts) else None
            zones = tuple(ZoneInfo(name) for name in zones_at(self.here, moment))
            rules = self.clocks.at(moment)
            unplaced = () if zones else tuple(r for r in rules if r.clock.needs_zone)
            placed = tuple(rule for rule in rules if rule not in unplaced)
            self._pieces[index] = Piece(placed, zones or (_UTC,), unplaced, end)
        return self._pieces[index]

    def _found(self, slot: datetime, seen: Seen, at: datetime) -> Found:
        waits = [self._reason(rule, at, until=last or slot) for rule, _, last in seen.all()]
        return Found(slot, tuple(waits), limited=any(rule.limits for rule, _, _ in seen.all()))

    def _lost(self, seen: Seen, at: datetime, last: Piece) -> Found:
        """An endless pause, too small a limit or an unknown zone; else hours that never meet."""
        never: list[Reason] = []
        waits: list[Reason] = []
        if last.unplaced:
            never.append(Reason("timezone.unknown", _nearest(last.unplaced)))
        for rule, first, _ in seen.all():
            endless = first is None and rule.code in _ENDLESS
            (never if endless else waits).append(self._reason(rule, at, until=first))
        if not never:
            level = _nearest(tuple(rule for rule, _, _ in seen.all()))
            never = [Reason("no_common_window", level)]
        return Found(None, tuple(waits), tuple(never))

    def _reason(self, rule: TimeRule, asked: datetime, until: datetime | None = None) -> Reason:
        params = dict(rule.params)
        if isinstance(rule.clock, RollingClock | CalendarClock):
            zones = self._piece(asked).zones
            params["n"] = str(max(rule.clock.used(asked, zone) for zone in zones))
        return Reason(rule.code, rule.level, rule.rule_id, until, params)


def search(bound: tuple[Bound, ...], here: Scene) -> Search:
    """Prepare the search; what caps count is gathered here, once."""
    return Search(here, Clocks(bound, here), sorted(_cuts(bound, here)))


def _cuts(bound: tuple[Bound, ...], here: Scene) -> set[datetime]:
    rules = (edge for b in bound for edge in (b.rule.effective_from, b.rule.effective_to))
    travel = here.person.travel if here.person else ()
    journeys = (edge for journey in travel for edge in (journey.from_, journey.until))
    return {edge for edge in chain(rules, journeys) if edge is not None}


def _nearest(rules: tuple[TimeRule, ...]) -> Level:
    return min((rule.level for rule in rules), key=lambda level: level.rank)


def _room(cap: Reason) -> tuple[int, int, str, str]:
    left = int(cap.params["max"]) - int(cap.params["n"])
    return left, cap.level.rank, cap.rule_id, str(sorted(cap.params.items()))
