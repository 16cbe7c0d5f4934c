"""What people said about how far an outcome is reached. Rows are added, never changed."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from customer_space.plans.models import DesiredOutcome
from portal.ids import new_id

LEAST, MOST = 0, 10


class OutcomeScore(Model):
    """One side's view of one outcome on one day: 0 not at all, 10 reached."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    outcome: fields.ForeignKeyRelation[DesiredOutcome] = fields.ForeignKeyField(
        "parley.DesiredOutcome", related_name="scores"
    )
    side = fields.CharEnumField(Side)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="outcome_scores", db_index=True
    )
    value = fields.SmallIntField()
    measured = fields.CharField(60, default="")
    """The outcome's own measure as it was read that day, such as "5 in 100"."""
    note = fields.CharField(300, default="")
    at = fields.DatetimeField()

    outcome_id: Any

    class Meta:
        table = "outcome_score"
        indexes = (("outcome_id", "at"),)
