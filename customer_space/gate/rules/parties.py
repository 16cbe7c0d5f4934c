"""Who is reached, at what point, and what is known of past contacts and consents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from customer_space.gate.rules.channels import CHANNELS, Channel, MessageClass
from customer_space.gate.rules.statements import Rule


class PersonState(StrEnum):
    """What may be done with a person's data at all."""

    ACTIVE = "active"
    RESTRICTED = "restricted"
    DECEASED = "deceased"
    ERASED = "erased"


class PointStatus(StrEnum):
    """What is known about a contact point's delivery."""

    UNVERIFIED = "unverified"
    VALID = "valid"
    SOFT_FAILING = "soft_failing"
    INVALID = "invalid"
    REASSIGNED = "reassigned"


class Basis(StrEnum):
    """Why a consent stands."""

    CONSENT = "consent"
    EXPLICIT_CONSENT = "explicit_consent"
    SOFT_OPT_IN = "soft_opt_in"
    IMPLIED_PURCHASE = "implied_purchase"
    IMPLIED_INQUIRY = "implied_inquiry"


class SuppressionScope(StrEnum):
    """What a suppression stops."""

    ALL = "all"
    MARKETING = "marketing"
    TOPIC = "topic"


class TouchState(StrEnum):
    """Past, or booked."""

    DONE = "done"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Travel:
    """The person is in another zone in `[from, until)`."""

    from_: datetime
    until: datetime
    tz: str


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient; `channel_order` None means nothing chosen, empty means all switched off."""

    id: str
    tz: str | None = None
    tz_candidates: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    channel_order: tuple[Channel, ...] | None = None
    point_for: Mapping[Channel, str] = field(default_factory=dict)
    travel: tuple[Travel, ...] = ()
    state: PersonState = PersonState.ACTIVE
    minor: bool = False
    minor_until: date | None = None
    objected_at: datetime | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A hat: the organisation somebody is addressed in."""

    id: str
    tz: str | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """An address or number; several persons make it shared."""

    id: str
    value: str
    status: PointStatus = PointStatus.VALID
    persons: tuple[str, ...] = ()
    tz_candidates: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """A recorded yes, valid in `[given, expires)` until withdrawn."""

    person: str
    given: datetime
    channels: frozenset[Channel] | None = None
    topics: frozenset[str] | None = None
    points: frozenset[str] | None = None
    expires: datetime | None = None
    withdrawn: datetime | None = None
    basis: Basis = Basis.CONSENT


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no to being asked; nobody asks again before `until`."""

    person: str
    at: datetime
    until: datetime
    channels: frozenset[Channel] | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """The fingerprint (hex HMAC-SHA-256) of an address not to be used."""

    key: str
    hash: str
    scope: SuppressionScope
    reason: str
    topic: str | None = None
    base_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """A yes to one contact by one sender in `[not_before, not_after)`, usable once."""

    id: str
    person: str
    granted_to: str
    not_before: datetime
    not_after: datetime
    topic: str | None = None
    channels: frozenset[Channel] | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact attempt, reached or not, or the hold of one (`expires` None: a plan slot)."""

    at: datetime
    channel: Channel
    message_class: MessageClass
    person: str
    account: str | None = None
    point: str | None = None
    topic: str | None = None
    sender: str | None = None
    weight: int | None = None
    state: TouchState = TouchState.DONE
    expires: datetime | None = None
    reservation: str | None = None
    reply: bool = False
    inbound: bool = False

    @property
    def load(self) -> int:
        """What it weighs: as stated, else as its channel."""
        return CHANNELS[self.channel].weight if self.weight is None else self.weight


@dataclass(frozen=True, slots=True)
class Series:
    """Contacts alike in all but their instant and weight, in time order."""

    like: Touch
    times: tuple[datetime, ...]
    weights: tuple[int, ...]

    def one_by_one(self) -> Iterator[Touch]:
        """Each contact as a value of its own."""
        pairs = zip(self.times, self.weights, strict=True)
        return (replace(self.like, at=at, weight=weight) for at, weight in pairs)
