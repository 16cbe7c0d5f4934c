"""A wish is one sentence of a customer; the gate reads the statements it stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from customer_space.preferences.vocabulary import (
    ROLLING,
    Channel,
    ContactClass,
    Per,
    StatementKind,
    Weekday,
)

MIDNIGHT, DAY_END = "00:00", "24:00"


@dataclass(frozen=True)
class Wish:
    """What somebody says of contacts: may or may not, how, about what, when, how often.

    Empty channels mean every way, empty topics anything, empty days every day; `hours` are
    wall-clock times "HH:MM" of the person's own zone, the end exclusive.
    """

    may: bool = True
    channels: frozenset[Channel] = frozenset()
    topics: frozenset[str] = frozenset()
    days: frozenset[Weekday] = frozenset()
    hours: tuple[str, str] | None = None
    at_most: int | None = None
    per: Per = Per.MONTH

    @property
    def names_something(self) -> bool:
        """A wish that names no way and no topic limits all contacts, and permits none."""
        return bool(self.channels or self.topics)

    @property
    def is_timed(self) -> bool:
        return bool(self.days or self.hours)


@dataclass(frozen=True)
class Clause:
    """One statement to be kept: its kind, what it is narrowed to, its parameters."""

    kind: StatementKind
    channels: list[str] | None
    topics: list[str] | None
    classes: list[str] | None = None
    params: dict[str, Any] = field(default_factory=dict)


class Said(Protocol):
    """A statement as it is kept."""

    kind: StatementKind
    channels: Any
    topics: Any
    params: Any


def clauses(wish: Wish, classes: Mapping[str, ContactClass]) -> list[Clause]:
    """The statements a wish stands for; `classes` are those of all topics.

    Where topics are named their classes are too: a limit binds service messages only if it
    names them (gate.md 4.8), and an allow lifts only what it is as specific as (4.7).
    """
    channels = _listed(wish.channels)
    topics = _listed(wish.topics)
    named = _listed(classes[topic] for topic in wish.topics)
    times = _times(wish)
    if not wish.may:
        kind = StatementKind.QUIET if times else StatementKind.DENY
        return [Clause(kind, channels, topics, None, times)]
    found = [Clause(StatementKind.ALLOW, channels, topics, named)] if wish.names_something else []
    if times:
        found.append(Clause(StatementKind.WINDOW, channels, topics, None, times))
    if wish.at_most is not None:
        cap = {"max": wish.at_most, "window": {"rolling": ROLLING[wish.per]}, "unit": "contacts"}
        found.append(Clause(StatementKind.CAP, channels, topics, named, cap))
    return found


def wish_of(said: Iterable[Said]) -> Wish:
    """The wish that these statements (of one `wish_id`) stand for."""
    by_kind = {statement.kind: statement for statement in said}
    first = next(iter(by_kind.values()))
    forbids = by_kind.keys() & {StatementKind.DENY, StatementKind.QUIET}
    timed = by_kind.get(StatementKind.WINDOW) or by_kind.get(StatementKind.QUIET)
    cap = by_kind.get(StatementKind.CAP)
    return Wish(
        may=not forbids,
        channels=frozenset(map(Channel, first.channels or ())),
        topics=frozenset(first.topics or ()),
        days=_days_of(timed),
        hours=_hours_of(timed),
        at_most=cap.params["max"] if cap else None,
        per=_per(cap.params["window"]["rolling"]) if cap else Per.MONTH,
    )


def _listed(names: Iterable[str]) -> list[str] | None:
    return sorted(set(map(str, names))) or None


def _times(wish: Wish) -> dict[str, Any]:
    if not wish.is_timed:
        return {}
    from_, to = wish.hours or (MIDNIGHT, DAY_END)
    days = [day.value for day in Weekday if day in wish.days or not wish.days]
    return {"days": days, "from": from_, "to": to}


def _days_of(timed: Said | None) -> frozenset[Weekday]:
    days = frozenset(map(Weekday, timed.params["days"])) if timed else frozenset()
    return frozenset() if len(days) == len(Weekday) else days


def _hours_of(timed: Said | None) -> tuple[str, str] | None:
    if timed is None or (timed.params["from"], timed.params["to"]) == (MIDNIGHT, DAY_END):
        return None
    return timed.params["from"], timed.params["to"]


def _per(rolling: str) -> Per:
    return next(per for per, duration in ROLLING.items() if duration == rolling)
