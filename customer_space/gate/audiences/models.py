"""What is kept of audiences: who asked what about which file, how far it is, how it ended.

The files themselves lie in the data folder (`folders`).
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import ApiClient, Person
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel
from portal.ids import new_id

FILES = ("allowed", "deferred", "denied", "errors")


class AudienceState(StrEnum):
    """waiting → splitting → done | failed."""

    WAITING = "waiting"
    SPLITTING = "splitting"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in {AudienceState.DONE, AudienceState.FAILED}


class Audience(Model):
    """One file of recipients and the question about them."""

    KEPT = timedelta(days=8)
    """From the end on, longer than a key; the answers themselves are good for a day."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="audiences", null=True, db_index=True
    )
    client: fields.ForeignKeyNullableRelation[ApiClient] = fields.ForeignKeyField(
        "parley.ApiClient", related_name="audiences", null=True, db_index=True
    )
    """Who handed it in: a person by the page, or a program."""
    sender = fields.CharField(200)
    sender_kind = fields.CharField(20)
    sender_name = fields.CharField(200)
    name = fields.CharField(200)
    """Of the campaign, else of the file."""
    topic = fields.CharField(60)
    channel = fields.CharEnumField(Channel)
    at = fields.DatetimeField()
    reserve = fields.BooleanField(default=False)
    accept_defer = fields.BooleanField(default=False)
    contains_promotion = fields.BooleanField(default=False)
    state = fields.CharEnumField(AudienceState, default=AudienceState.WAITING)
    problem = fields.CharField(500, null=True)
    """Why the file as a whole could not be split."""
    rows = fields.IntField(default=0)
    allowed = fields.IntField(default=0)
    deferred = fields.IntField(default=0)
    denied = fields.IntField(default=0)
    errors = fields.IntField(default=0)
    summary: Any = fields.JSONField(null=True)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    person_id: Any
    client_id: Any

    class Meta:
        table = "audience"
        indexes = (("started_at",),)

    @property
    def done(self) -> int:
        """Rows that have their answer, or their problem."""
        return self.allowed + self.deferred + self.denied + self.errors

    @property
    def mode(self) -> str:
        return "reserve" if self.reserve else "check"

    @property
    def by(self) -> Asker:
        return Asker(self.sender, self.sender_kind, self.sender_name)
