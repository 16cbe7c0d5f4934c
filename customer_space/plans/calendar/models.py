"""What people did to single dates of the rhythm, and the feeds that calendars read."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Member
from customer_space.plans.models import Plan
from portal.ids import new_id


class OccurrenceChange(Model):
    """A date the customer's side moved, or left out."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="occurrence_changes"
    )
    key = fields.CharField(40)
    """Of the occurrence (calendar.rules)."""
    day = fields.DateField(null=True)
    """None: it is left out."""
    opens = fields.CharField(5, default="")
    sequence = fields.IntField(default=1)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="occurrence_changes", db_index=True
    )
    at = fields.DatetimeField()

    class Meta:
        table = "occurrence_change"
        unique_together = (("plan", "key"),)


class CalendarFeed(Model):
    """An address from which one person's calendar reads; whoever knows it can, until it ends."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="calendar_feeds", db_index=True
    )
    fingerprint = fields.CharField(64, unique=True)
    """SHA-256 of the secret in the address."""
    made_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    member_id: Any

    class Meta:
        table = "calendar_feed"
