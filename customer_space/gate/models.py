"""What is kept of questions to the gate, of its answers, and of every contact.

Decisions and touches are ledgers: migration `0002_guards` makes the database refuse to change or
remove their rows, and to keep a permit that no allowing decision stands behind.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from portal.ids import new_id


class Mode(StrEnum):
    """What is asked of the gate (gate.md 4.4)."""

    SIMULATE = "simulate"
    RESERVE = "reserve"
    COMMIT = "commit"
    RELEASE = "release"
    REPORT = "report"


class Decision(Model):
    """One answer of the gate, with everything that was asked."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "parley.Person",
        related_name="decisions",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
    )
    """None: the address is nobody's we know."""
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "parley.Account",
        related_name="decisions",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
    )
    mode = fields.CharEnumField(Mode)
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    message_class = fields.CharEnumField(MessageClass)
    sender = fields.CharField(200)
    sender_name = fields.CharField(200)
    request: Any = fields.JSONField()
    outcome = fields.CharEnumField(Outcome)
    reasons: Any = fields.JSONField()
    explanation: Any = fields.JSONField()
    """The same words for the sender and for the customer."""
    alternatives: Any = fields.JSONField(default=list)
    next_at = fields.DatetimeField(null=True)
    evaluated_for = fields.DatetimeField()
    decided_at = fields.DatetimeField(db_index=True)
    prefs_version = fields.BigIntField(default=0)
    tzdb = fields.CharField(20)
    latency_us = fields.IntField()

    person_id: Any
    account_id: Any

    class Meta:
        table = "decision"
        indexes = (("person_id", "decided_at"),)


class ReservationState(StrEnum):
    """held → committed | released | lapsed | void."""

    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    LAPSED = "lapsed"
    VOID = "void"


class Reservation(Model):
    """A place held for one contact; it counts in every cap until it ends."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "parley.Decision", related_name="reservations", db_index=True, on_delete=fields.RESTRICT
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="reservations", db_index=True, on_delete=fields.RESTRICT
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="reservations", null=True, db_index=True
    )
    contact_point_id = fields.UUIDField(null=True, db_index=True)
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    message_class = fields.CharEnumField(MessageClass)
    weight = fields.IntField()
    slot_at = fields.DatetimeField()
    state = fields.CharEnumField(ReservationState, default=ReservationState.HELD)
    owner_sender = fields.CharField(200)
    held_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    """Null: a slot of the agreed plan."""
    void_reason = fields.CharField(200, null=True)

    decision_id: Any
    person_id: Any
    account_id: Any

    class Meta:
        table = "reservation"
        indexes = (("person_id", "state"),)


class Permit(Model):
    """Leave for one contact. Nothing is sent without one; the database itself sees to it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    decision: fields.ForeignKeyRelation[Decision] = fields.ForeignKeyField(
        "parley.Decision", related_name="permits", db_index=True, on_delete=fields.RESTRICT
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="permits", db_index=True, on_delete=fields.RESTRICT
    )
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    message_class = fields.CharEnumField(MessageClass)
    granted_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    decision_id: Any
    person_id: Any

    class Meta:
        table = "permit"


class TouchOutcome(StrEnum):
    """What became of the attempt."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    VOICEMAIL = "voicemail"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class Compliance(StrEnum):
    """Whether the gate was asked first."""

    PERMITTED = "permitted"
    UNASKED = "unasked"
    OVERRIDDEN = "overridden"


class Touch(Model):
    """One contact attempt, reached or not. A fact: never changed, at most called off by another."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="touches", db_index=True, on_delete=fields.RESTRICT
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "parley.Account",
        related_name="touches",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
    )
    permit: fields.ForeignKeyNullableRelation[Permit] = fields.ForeignKeyField(
        "parley.Permit", related_name="touches", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    reservation: fields.ForeignKeyNullableRelation[Reservation] = fields.ForeignKeyField(
        "parley.Reservation",
        related_name="touches",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
    )
    cancels: fields.OneToOneNullableRelation["Touch"] = fields.OneToOneField(
        "parley.Touch", related_name="cancelled_by", null=True, on_delete=fields.RESTRICT
    )
    contact_point_id = fields.UUIDField(null=True, db_index=True)
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    message_class = fields.CharEnumField(MessageClass)
    weight = fields.IntField()
    sender = fields.CharField(200)
    sender_name = fields.CharField(200)
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    outcome = fields.CharEnumField(TouchOutcome)
    direction = fields.CharEnumField(Direction, default=Direction.OUT)
    compliance = fields.CharEnumField(Compliance, default=Compliance.PERMITTED)
    is_reply = fields.BooleanField(default=False)
    note = fields.CharField(300, default="")
    external_id = fields.CharField(200, null=True, unique=True)

    person_id: Any
    account_id: Any
    permit_id: Any
    reservation_id: Any
    cancels_id: Any

    class Meta:
        table = "touch"
        indexes = (("person_id", "occurred_at"),)


class KeptAnswer(Model):
    """The answer to a request that came with an idempotency key, for seven days or longer."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    asker = fields.CharField(100)
    key = fields.CharField(255)
    fingerprint = fields.CharField(64)
    answer: Any = fields.JSONField(default=dict)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "kept_answer"
        unique_together = (("asker", "key"),)
