"""Initiatives, what people think of them, who signed them, and what was decided."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Side
from customer_space.initiatives.rules import State, Text
from portal.ids import new_id


class Initiative(Model):
    """Something both sides may try for a while. Its state changes by conditional update only."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="initiatives", db_index=True
    )
    number = fields.IntField()
    """Counts within the space; people say "number 4"."""
    title = fields.CharField(200)
    trying = fields.TextField()
    expecting = fields.TextField()
    measuring = fields.TextField()
    content_hash = fields.CharField(64)
    state = fields.CharEnumField(State, max_length=20, default=State.DRAFT)
    version = fields.IntField(default=1)
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="initiatives_proposed", db_index=True
    )
    changed_by: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="initiatives_changed", db_index=True
    )
    result = fields.TextField(default="")
    """What was measured."""
    lesson = fields.TextField(default="")
    """Why it was adopted, adapted or stopped."""
    started_at = fields.DatetimeField(auto_now_add=True)
    changed_at = fields.DatetimeField()

    account_id: Any

    class Meta:
        table = "initiative"
        unique_together = (("account", "number"),)

    @property
    def text(self) -> Text:
        return Text(self.title, self.trying, self.expecting, self.measuring)


class SignOff(Model):
    """A lead's signature under one content; a material edit takes it away, visibly."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    initiative: fields.ForeignKeyRelation[Initiative] = fields.ForeignKeyField(
        "parley.Initiative", related_name="sign_offs", db_index=True
    )
    side = fields.CharEnumField(Side)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="initiative_sign_offs", db_index=True
    )
    content_hash = fields.CharField(64)
    at = fields.DatetimeField()
    voided_at = fields.DatetimeField(null=True)
    void_reason = fields.TextField(default="")

    class Meta:
        table = "initiative_sign_off"


class Position(StrEnum):
    AGREE = "agree"
    ABSTAIN = "abstain"
    OBJECT = "object"


class Stance(Model):
    """Where one person stands, with the reason if they object."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    initiative: fields.ForeignKeyRelation[Initiative] = fields.ForeignKeyField(
        "parley.Initiative", related_name="stances", db_index=True
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="stances", db_index=True
    )
    position = fields.CharEnumField(Position)
    reason = fields.TextField(default="")
    content_hash = fields.CharField(64)
    """What the text said when they took it."""
    at = fields.DatetimeField()

    class Meta:
        table = "stance"
        unique_together = (("initiative", "member"),)


class DecisionRecord(Model):
    """How a deliberation ended, with the text it was about. One per initiative, never changed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    initiative: fields.OneToOneRelation[Initiative] = fields.OneToOneField(
        "parley.Initiative", related_name="decision"
    )
    outcome = fields.CharEnumField(State, max_length=20)
    content: Any = fields.JSONField()
    content_hash = fields.CharField(64)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="decisions_recorded", db_index=True
    )
    reason = fields.TextField(default="")
    at = fields.DatetimeField()

    class Meta:
        table = "decision_record"


class InitiativeLine(Model):
    """One line of an initiative's history."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    initiative: fields.ForeignKeyRelation[Initiative] = fields.ForeignKeyField(
        "parley.Initiative", related_name="lines", db_index=True
    )
    words = fields.TextField()
    side = fields.CharField(10)
    at = fields.DatetimeField()

    class Meta:
        table = "initiative_line"
