"""When both sides looked back together."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Member
from customer_space.plans.models import Plan
from portal.ids import new_id


class BusinessReview(Model):
    """One review that was held; the next one begins where it ended."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="reviews"
    )
    day = fields.DateField()
    """The customer's day on which it was held."""
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="reviews_noted", db_index=True
    )
    at = fields.DatetimeField()

    plan_id: Any

    class Meta:
        table = "business_review"
        unique_together = (("plan", "day"),)
