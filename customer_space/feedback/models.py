"""Feedback between the sides of a space: what was said, who took it up, what was answered."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Side
from customer_space.feedback.rules import FeedbackState, Step, may_take
from portal.ids import new_id


class Feedback(Model):
    """One thing somebody has to say. The loop is closed by the side that said it."""

    LONGEST = 2000  # characters

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="feedback", db_index=True
    )
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="feedback_given", db_index=True
    )
    words = fields.TextField()
    state = fields.CharEnumField(FeedbackState, default=FeedbackState.OPEN, max_length=12)
    taken_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="feedback_taken", null=True, db_index=True
    )
    answer = fields.TextField(default="")
    answered_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="feedback_answered", null=True, db_index=True
    )
    answered_at = fields.DatetimeField(null=True)
    given_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    said_in = fields.UUIDField(null=True)
    """The message it was made from. Messages are kept above, so it is an id and no more."""

    account_id: Any
    author_id: Any
    taken_by_id: Any
    answered_by_id: Any

    class Meta:
        table = "feedback"

    @property
    def side(self) -> Side:
        """Who gave it; the author has to be loaded."""
        return self.author.side

    def can(self, step: str) -> bool:
        return may_take(Step(step), self.state)


class FeedbackLine(Model):
    """One visible line about it: who did what."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    feedback: fields.ForeignKeyRelation[Feedback] = fields.ForeignKeyField(
        "parley.Feedback", related_name="lines", db_index=True
    )
    words = fields.TextField()
    side = fields.CharField(10)
    at = fields.DatetimeField()

    class Meta:
        table = "feedback_line"
