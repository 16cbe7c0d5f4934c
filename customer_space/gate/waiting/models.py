"""Who waits for a place with whom."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.gate.rules.channels import Channel, MessageClass
from portal.ids import new_id


class ClaimState(StrEnum):
    """waiting → offered → taken | expired."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    EXPIRED = "expired"


class Claim(Model):
    """A sender's wish for a place that is not free; it ends with an offer, or with its time."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="claims", db_index=True
    )
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="claims", null=True, db_index=True
    )
    sender = fields.CharField(200)
    sender_kind = fields.CharField(20)
    sender_name = fields.CharField(200)
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    message_class = fields.CharEnumField(MessageClass)
    weight = fields.IntField()
    template = fields.CharField(200, null=True)
    contains_promotion = fields.BooleanField(default=False)
    priority = fields.IntField(default=0)
    since = fields.DatetimeField()
    until = fields.DatetimeField()
    state = fields.CharEnumField(ClaimState, default=ClaimState.WAITING)
    reservation_id = fields.UUIDField(null=True)
    """The place that was offered."""

    person_id: Any
    account_id: Any

    class Meta:
        table = "claim"
        indexes = (("person_id", "state"),)
