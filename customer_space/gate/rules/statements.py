"""One rule: what somebody stated, or law and vendor laid down, and what it is narrowed to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.walltime import WEEKDAYS, Duration


class Kind(StrEnum):
    """What a rule does."""

    ALLOW = "allow"
    DENY = "deny"
    WINDOW = "window"
    QUIET = "quiet"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    CAP = "cap"
    GAP = "gap"
    REDIRECT = "redirect"
    REP = "rep"


class Level(StrEnum):
    """Whose rule it is; the order is the rank."""

    HARD = "hard"
    LAW = "law"
    POINT = "point"
    PERSON = "person"
    ACCOUNT = "account"
    VENDOR = "vendor"
    PLAN = "plan"

    @property
    def rank(self) -> int:
        """0 for hard stops, larger for what yields."""
        return tuple(Level).index(self)


class Period(StrEnum):
    """A calendar unit a cap is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Scope(StrEnum):
    """Whose contacts a cap counts."""

    PERSON = "person"
    ACCOUNT = "account"
    POINT = "point"


class Unit(StrEnum):
    """What a cap adds up: the weights of contacts, or their number."""

    WEIGHT = "weight"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Hours:
    """A daily stretch in seconds after local midnight; a `to` at or before `from` is next day."""

    from_: int
    to: int
    days: frozenset[str] = frozenset(WEEKDAYS)
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """No contact in `[from, until)`; without `until` the customer ends it."""

    from_: datetime | None = None
    until: datetime | None = None
    except_: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so much per rolling duration or calendar period."""

    max: int
    rolling: Duration | None = None
    calendar: Period | None = None
    week_start: str = "mon"
    scope: Scope = Scope.PERSON
    unit: Unit = Unit.WEIGHT
    same_topic: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; a narrowing of None names nothing and so covers everything."""

    kind: Kind
    id: str = ""
    set_at: datetime | None = None
    channels: frozenset[Channel] | None = None
    topics: frozenset[str] | None = None
    senders: frozenset[str] | None = None
    classes: frozenset[MessageClass] | None = None
    on_point: str | None = None
    account: str | None = None
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    source: str = ""
    hours: Hours | None = None
    dates: frozenset[date] = frozenset()
    pause: Pause | None = None
    cap: Cap | None = None
    to: Channel | None = None
    reps: tuple[str, ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Whether `at` lies in `[effective_from, effective_to)`."""
        begun = self.effective_from is None or self.effective_from <= at
        return begun and (self.effective_to is None or at < self.effective_to)

    @property
    def dimensions(self) -> frozenset[str]:
        """What the rule names; an allow must name at least what the deny named."""
        named = ("channels", "topics", "senders", "classes", "on_point", "account")
        return frozenset(name for name in named if getattr(self, name) is not None)
