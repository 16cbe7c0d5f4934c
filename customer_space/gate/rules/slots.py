"""The search for the earliest instant at which every time rule permits, in every zone."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.clocks import Clocks, TimeRule
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.walltime import DAY
from customer_space.gate.rules.zones import zones_at

HORIZON = 400 * DAY
_UTC = ZoneInfo("UTC")


@dataclass(slots=True)
class Wait:
    """A rule that forbade: from when to when it was last seen to (None: for ever)."""

    reason: Reason
    limits: bool
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """The slot, if there is one; `waits` are what stood before it, `never` what ends nowhere."""

    slot: datetime | None
    waits: tuple[Reason, ...] = ()
    never: tuple[Reason, ...] = ()
    limited: bool = False


@dataclass(slots=True)
class Search:
    """The time rules of one scene, cut in pieces where rules or zones change."""

    here: Scene
    clocks: Clocks
    cuts: list[datetime] = field(default_factory=list)

    def find(self, at: datetime) -> Found:
        """The earliest common instant from `at` on, at most 400 days away."""
        seen: dict[str, Wait] = {}
        moment = at
        while moment <= at + HORIZON:
            blocking = self._blocking(moment, at)
            if not blocking:
                return _found(moment, seen)
            _remember(seen, blocking)
            following = self._following(moment, blocking)
            if following is None:
                return _lost(seen, blocking)
            moment = following
        return _lost(seen, [])

    def open_until(self, at: datetime, limit: datetime) -> datetime:
        """The first instant after `at` at which something closes, at most `limit`."""
        edges = chain.from_iterable(
            rule.clock.edges(at, limit, zone)
            for rule in self.clocks.at(at)
            for zone in self._zones(at)
        )
        for edge in sorted({e for e in chain(edges, self.cuts) if at < e < limit}):
            if self._blocking(edge, edge):
                return edge
        return limit

    def tightest(self, at: datetime) -> Reason | None:
        """The cap with the least room at `at`; `n` is what is used of its `max`."""
        zones = self._zones(at)
        limits = (_reason(rule, at, zones) for rule in self.clocks.at(at) if rule.limits)
        caps = [reason for reason in limits if reason.code.endswith(".cap")]
        return min(caps, key=_room, default=None)

    def _following(self, moment: datetime, blocking: list[Wait]) -> datetime | None:
        ends = [wait.last for wait in blocking]
        cut = next((c for c in self.cuts if c > moment), None)
        if None in ends:
            return cut
        furthest = max(end for end in ends if end is not None)
        return min(furthest, cut) if cut else furthest

    def _blocking(self, moment: datetime, asked: datetime) -> list[Wait]:
        rules = self.clocks.at(moment)
        waits = []
        zones = self._zones(moment)
        unplaced = [] if zones_at(self.here, moment) else [r for r in rules if r.clock.needs_zone]
        if unplaced:
            level = min((rule.level for rule in unplaced), key=lambda level: level.rank)
            waits.append(Wait(Reason("timezone.unknown", level), False, None, None))
        for rule in rules:
            ends = [] if rule in unplaced else [rule.clock.earliest(moment, z) for z in zones]
            if any(end != moment for end in ends):
                end = None if None in ends else max(e for e in ends if e is not None)
                waits.append(Wait(_reason(rule, asked, zones), rule.limits, end, end))
        return waits

    def _zones(self, moment: datetime) -> list[ZoneInfo]:
        return [ZoneInfo(name) for name in zones_at(self.here, moment)] or [_UTC]


def search(bound: tuple[Bound, ...], here: Scene) -> Search:
    """Prepare the search; what caps count is gathered here, once."""
    return Search(here, Clocks(bound, here), sorted(_cuts(bound, here)))


def _cuts(bound: tuple[Bound, ...], here: Scene) -> set[datetime]:
    rules = (edge for b in bound for edge in (b.rule.effective_from, b.rule.effective_to))
    travel = here.person.travel if here.person else ()
    journeys = (edge for journey in travel for edge in (journey.from_, journey.until))
    return {edge for edge in chain(rules, journeys) if edge is not None}


def _remember(seen: dict[str, Wait], blocking: list[Wait]) -> None:
    for wait in blocking:
        reason = wait.reason
        key = f"{reason.code} {reason.rule_id} {sorted(reason.params.items())}"
        if known := seen.get(key):
            known.last = wait.last
        else:
            seen[key] = replace(wait)


def _found(slot: datetime, seen: dict[str, Wait]) -> Found:
    waits = tuple(replace(w.reason, until=w.last or slot) for w in seen.values())
    return Found(slot, waits, limited=any(w.limits for w in seen.values()))


def _lost(seen: dict[str, Wait], blocking: list[Wait]) -> Found:
    endless = ("paused.open_ended", "timezone.unknown")
    never = tuple(w.reason for w in blocking if w.reason.code in endless)
    waits = tuple(replace(w.reason, until=w.first) for w in seen.values() if w.reason not in never)
    if not never:
        level = min((w.reason.level for w in seen.values()), key=lambda level: level.rank)
        never = (Reason("no_common_window", level),)
    return Found(None, waits, never)


def _reason(rule: TimeRule, asked: datetime, zones: list[ZoneInfo]) -> Reason:
    params = dict(rule.params)
    if isinstance(rule.clock, RollingClock | CalendarClock):
        params["n"] = str(max(rule.clock.used(asked, zone) for zone in zones))
    return Reason(rule.code, rule.level, rule.rule_id, params=params)


def _room(cap: Reason) -> tuple[int, int, str, str]:
    left = int(cap.params["max"]) - int(cap.params["n"])
    return left, cap.level.rank, cap.rule_id, str(sorted(cap.params.items()))
