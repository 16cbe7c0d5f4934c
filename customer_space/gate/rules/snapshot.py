"""What a decision is made from: the snapshot of one recipient's world, and the request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from customer_space.gate.rules.channels import CHANNELS, Channel, MessageClass
from customer_space.gate.rules.parties import (
    Account,
    Consent,
    Permit,
    Person,
    Point,
    Refusal,
    Series,
    Suppression,
    Touch,
)
from customer_space.gate.rules.statements import Rule


class Enforcement(StrEnum):
    """What the law asks for a class on a channel."""

    CONSENT = "consent"
    SOFT_OPT_IN = "soft_opt_in"
    DISABLED = "disabled"


class Urgency(StrEnum):
    """`immediate` counts for essential messages only."""

    NORMAL = "normal"
    IMMEDIATE = "immediate"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A policy pack's condition, in force in `[valid_from, valid_until)`."""

    message_class: MessageClass
    channel: Channel
    enforcement: Enforcement = Enforcement.CONSENT
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One recipient, their accounts and points, and whom they share these with.

    `touches` are those of the person, of the accounts and of the points, `series` more of them,
    long past ones; `waiting` are the contacts others queue for, until they expire; `law` and
    `vendor` the rules in force for this recipient, `policy` the packs they come from, each with
    its version; `keys` the suppression secrets by id, newest last.
    """

    persons: Mapping[str, Person] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)
    consents: tuple[Consent, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    requires: tuple[Requirement, ...] = ()
    law: tuple[Rule, ...] = ()
    vendor: tuple[Rule, ...] = ()
    policy: tuple[str, ...] = ()
    touches: tuple[Touch, ...] = ()
    series: tuple[Series, ...] = ()
    waiting: tuple[Touch, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    permits: tuple[Permit, ...] = ()
    keys: Mapping[str, bytes] = field(default_factory=dict)
    default_tz: str = "UTC"


@dataclass(frozen=True, slots=True)
class Request:
    """May this sender reach this recipient so, at that instant?

    `in_reply_to` is set by the caller only if the customer opened that thread in the last
    14 days; `bulk` is an answer that travels in a file and so lives longer.
    """

    channel: Channel
    message_class: MessageClass
    at: datetime
    sender: str
    sender_kind: str = "rep"
    person: str | None = None
    address: str | None = None
    account: str | None = None
    point: str | None = None
    topic: str | None = None
    weight: int | None = None
    latest: datetime | None = None
    reservation: str | None = None
    in_reply_to: str | None = None
    permit: str | None = None
    urgency: Urgency = Urgency.NORMAL
    bulk: bool = False

    @property
    def load(self) -> int:
        """What the contact would weigh: as stated, else as its channel."""
        return CHANNELS[self.channel].weight if self.weight is None else self.weight

    @property
    def unstoppable(self) -> bool:
        """Essential and immediate: no clock holds it back."""
        essential = self.message_class is MessageClass.ESSENTIAL
        return essential and self.urgency is Urgency.IMMEDIATE
