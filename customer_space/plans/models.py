"""Plans with their outcomes, commitments and rhythm. Rows carry a version against overwriting."""

from datetime import date
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Side
from customer_space.documents.models import Document
from customer_space.plans.rules import Beat, Per, Way, due_words, sentence
from portal.ids import new_id


class Plan(Model):
    """The one plan of an account; its text is a document people write together."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "parley.Account", related_name="plan"
    )
    document: fields.OneToOneRelation[Document] = fields.OneToOneField(
        "parley.Document", related_name="plan"
    )
    started_at = fields.DatetimeField(auto_now_add=True)

    account_id: Any
    document_id: Any

    class Meta:
        table = "plan"


class DesiredOutcome(Model):
    """What the customer wants to reach, and how both will see that it was reached."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="outcomes", db_index=True
    )
    words = fields.CharField(300)
    measure = fields.CharField(200, default="")
    baseline = fields.CharField(100, default="")
    target = fields.CharField(100, default="")
    position = fields.IntField()
    version = fields.IntField(default=1)
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="outcomes_added", db_index=True
    )
    changed_by: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="outcomes_changed", db_index=True
    )
    removed_at = fields.DatetimeField(null=True)

    plan_id: Any

    class Meta:
        table = "desired_outcome"


class CommitmentKind(StrEnum):
    TASK = "task"
    MEETING = "meeting"
    APPROVAL = "approval"


class CommitmentState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Commitment(Model):
    """A step one named person owes by a day."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="commitments", db_index=True
    )
    text = fields.CharField(300)
    owner: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="commitments", db_index=True
    )
    due = fields.DateField()
    kind = fields.CharEnumField(CommitmentKind, default=CommitmentKind.TASK)
    state = fields.CharEnumField(CommitmentState, default=CommitmentState.OPEN)
    outcome: fields.ForeignKeyNullableRelation[DesiredOutcome] = fields.ForeignKeyField(
        "parley.DesiredOutcome", related_name="commitments", null=True, db_index=True
    )
    version = fields.IntField(default=1)
    changed_by: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="commitments_changed", db_index=True
    )
    closed_at = fields.DatetimeField(null=True)
    said_in = fields.UUIDField(null=True)
    """The message it was made from. Messages are kept above plans, so it is an id and no more."""

    plan_id: Any
    owner_id: Any
    outcome_id: Any

    class Meta:
        table = "commitment"

    @property
    def is_open(self) -> bool:
        return self.state is CommitmentState.OPEN

    def due_words(self, today: date) -> str:
        return due_words(self.due, today)

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due < today


class RhythmItem(Model):
    """One line of the contact rhythm as it is being negotiated."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="rhythm_items", db_index=True
    )
    way = fields.CharEnumField(Way)
    topic = fields.CharField(80, default="")
    times = fields.IntField()
    per = fields.CharEnumField(Per)
    days: Any = fields.JSONField(default=list)
    opens = fields.CharField(5, default="")
    closes = fields.CharField(5, default="")
    who: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="rhythm_items", null=True, db_index=True
    )
    version = fields.IntField(default=1)
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="rhythm_items_added", db_index=True
    )
    changed_by: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="rhythm_items_changed", db_index=True
    )
    removed_at = fields.DatetimeField(null=True)

    plan_id: Any
    who_id: Any

    class Meta:
        table = "rhythm_item"

    @property
    def beat(self) -> Beat:
        """The line as the rules know it; `who` has to be loaded."""
        return Beat(
            self.way, self.times, self.per, self.topic, tuple(self.days), self.opens, self.closes,
            str(self.who.person_id) if self.who else "",
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        return sentence(self.beat, self.who.name if self.who else "")


class RhythmSignOff(Model):
    """A lead's signature under one content of the rhythm; an edit takes it away, visibly."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="rhythm_sign_offs", db_index=True
    )
    side = fields.CharEnumField(Side)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="rhythm_sign_offs", db_index=True
    )
    content_hash = fields.CharField(64)
    at = fields.DatetimeField()
    voided_at = fields.DatetimeField(null=True)

    class Meta:
        table = "rhythm_sign_off"


class RhythmAgreement(Model):
    """What both sides signed. It binds until the next one is signed: silence never means yes."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="rhythm_agreements", db_index=True
    )
    content: Any = fields.JSONField()
    content_hash = fields.CharField(64)
    agreed_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "rhythm_agreement"


class RhythmLine(Model):
    """One visible line about the rhythm: what changed, and whose signature it no longer has."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "parley.Plan", related_name="rhythm_lines", db_index=True
    )
    words = fields.TextField()
    side = fields.CharField(10)
    at = fields.DatetimeField()

    class Meta:
        table = "rhythm_line"
