"""The time rules of a request as clocks: each tells the earliest instant it permits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from customer_space.gate.rules.binding import Bound
from customer_space.gate.rules.caps import CalendarClock, RollingClock
from customer_space.gate.rules.limits import is_limit, limit_clock
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.shares import share_clock
from customer_space.gate.rules.statements import Hours, Kind, Level, Rule
from customer_space.gate.rules.windows import (
    HolidayClock,
    NeverClock,
    PauseClock,
    QuietClock,
    WindowClock,
)


class Clock(Protocol):
    """A time rule; all instants are UTC."""

    @property
    def needs_zone(self) -> bool:
        """Whether it depends on where the recipient is."""

    def earliest(self, at: datetime, zone: ZoneInfo, /) -> datetime | None:
        """The first instant from `at` on that it permits; None if there is none."""

    def edges(self, after: datetime, until: datetime, zone: ZoneInfo, /) -> Iterable[datetime]:
        """At least every instant in `(after, until]` from which on it may forbid."""


@dataclass(frozen=True, slots=True)
class TimeRule:
    """A clock with the words for its reason, in force while its rules are."""

    code: str
    level: Level
    rule_id: str
    clock: Clock
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def limits(self) -> bool:
        """Whether it is a cap or gap."""
        return isinstance(self.clock, (RollingClock, CalendarClock))


class Clocks:
    """The time rules of one request; what a cap counts is gathered once."""

    def __init__(self, bound: tuple[Bound, ...], here: Scene) -> None:
        bound = tuple(sorted(bound, key=_place))  # the answer must not hang on the order given
        single = (Kind.QUIET, Kind.HOLIDAY, Kind.PAUSE)
        weighs = here.request.load > 0
        self._windows = sorted(
            (b for b in bound if b.rule.kind is Kind.WINDOW), key=lambda b: (*_group(b), b.rule.id)
        )
        self._single = [(b.rule, _time_rule(b)) for b in bound if b.rule.kind in single]
        self._limits = [(b.rule, _limit(b, here)) for b in bound if is_limit(b.rule) and weighs]
        if here.waiting and weighs:
            self._limits += [(b.rule, turn) for b in bound for turn in _turns(b, here)]

    def at(self, moment: datetime) -> list[TimeRule]:
        """Those in force at that instant; windows of one hand are one union."""
        current = [w for w in self._windows if w.rule.in_force(moment)]
        unions = [_union(list(group)) for _, group in groupby(current, key=_group)]
        others = [rule for made, rule in self._single + self._limits if made.in_force(moment)]
        return [*unions, *others]


def _place(bound: Bound) -> tuple[int, str, str]:
    return bound.level.rank, bound.rule.kind, bound.rule.id


def _group(bound: Bound) -> tuple[int, str, bool]:
    return bound.level.rank, bound.source, bound.shared


def _union(windows: list[Bound]) -> TimeRule:
    level = windows[0].level
    stretches = [_hours(b.rule) for b in windows]
    union = tuple(sorted(stretches, key=lambda h: (h.from_, h.to, sorted(h.days), h.zone or "")))
    shown = {"hours": ", ".join(_shown(hours) for hours in union)}
    return TimeRule(f"{level}.window", level, windows[0].rule.id, WindowClock(union), shown)


def _time_rule(bound: Bound) -> TimeRule:
    rule, level = bound.rule, bound.level
    if rule.kind is Kind.HOLIDAY:
        return TimeRule(f"{level}.holiday", level, rule.id, HolidayClock(rule.dates))
    if rule.kind is Kind.PAUSE:
        if rule.pause is None:
            raise ValueError(f"pause {rule.id} lacks its interval")
        code = "paused.until" if rule.pause.until else "paused.open_ended"
        return TimeRule(code, level, rule.id, PauseClock(rule.pause))
    hours = _hours(rule)
    return TimeRule(f"{level}.quiet", level, rule.id, QuietClock(hours), {"hours": _shown(hours)})


def _limit(bound: Bound, here: Scene) -> TimeRule:
    rule = bound.rule
    clock = limit_clock(bound, here)
    if clock.weight > clock.max:
        most = {"max": str(clock.max)}
        return TimeRule("cap.impossible", bound.level, rule.id, NeverClock(), most)
    params = {"max": str(clock.max)}
    if isinstance(clock, CalendarClock):
        params["window"] = clock.period.value
    else:
        length = clock.length
        params["days"] = str(length.days) if length.days else ""
        params["months"] = str(length.months) if length.months else ""
        params["hours"] = f"{length.exact.total_seconds() / 3600:g}" if length.exact else ""
    return TimeRule(f"{bound.level}.{rule.kind}", bound.level, rule.id, clock, params)


def _turns(bound: Bound, here: Scene) -> Iterator[TimeRule]:
    """What a sender leaves to others who wait."""
    clock = share_clock(bound, here)
    if clock is not None:
        yield TimeRule("share.yield", bound.level, bound.rule.id, clock)


def _hours(rule: Rule) -> Hours:
    if rule.hours is None:
        raise ValueError(f"{rule.kind} {rule.id} lacks its hours")
    return rule.hours


def _shown(hours: Hours) -> str:
    return f"{_clock(hours.from_)}-{_clock(hours.to)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
