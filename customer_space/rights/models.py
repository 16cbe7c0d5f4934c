"""What is kept of the rights people use: requests to be forgotten, and what was taken along."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from portal.clock import now
from portal.ids import new_id


class Use(StrEnum):
    """What somebody made of their rights."""

    TAKEOUT = "asked for a copy"
    SPACE_COPY = "took a copy of a space"
    RESTRICTED = "restricted the use of their data"
    RESTRICTION_LIFTED = "lifted the restriction"
    OBJECTED = "objected to direct marketing"
    OBJECTION_LIFTED = "took the objection back"
    ERASURE = "asked to be forgotten"
    ERASURE_WITHDRAWN = "withdrew the wish to be forgotten"
    MERGED = "became one record with another"
    UNMERGED = "became two records again"


class RightUsed(Model):
    """A line of the record of what people asked for, and by whom it was done."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="rights_used", db_index=True
    )
    by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="rights_used_for", null=True, db_index=True
    )
    use = fields.CharEnumField(Use, max_length=60)
    at = fields.DatetimeField()

    class Meta:
        table = "right_used"
        indexes = (("person_id", "at"),)

    @classmethod
    async def note(cls, person: Person, use: Use, *, by: Person | None) -> None:
        """Write a line; call it in the transaction of what is done."""
        await cls.create(person_id=person.id, by_id=by.id if by else None, use=use, at=now())


class ErasureRequest(Model):
    """Somebody wants to be forgotten. Its row stays: who asked, when, and what was done."""

    GRACE = timedelta(days=7)

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="erasure_requests", db_index=True
    )
    asked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="erasures_asked", null=True, db_index=True
    )
    """None: from the command line."""
    asked_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    emptied: Any = fields.JSONField(default=dict)
    """How many rows of which table were emptied: the receipt, which tells nothing of the person."""

    person_id: Any

    class Meta:
        table = "erasure_request"


class TakeoutState(StrEnum):
    """A copy of what is kept is made while nobody waits for it."""

    ASKED = "asked"
    MADE = "made"


class Takeout(Model):
    """A copy of everything that is kept about somebody, for them to take along."""

    KEPT = timedelta(days=7)
    PER_HOUR = 5

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="takeouts", db_index=True
    )
    state = fields.CharEnumField(TakeoutState, default=TakeoutState.ASKED)
    asked_at = fields.DatetimeField()
    made_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    parts_done = fields.IntField(default=0)
    parts = fields.IntField(default=1)
    content: Any = fields.JSONField(null=True)
    """As `taking_along.contents` says; null before it is made, and after a week."""

    person_id: Any

    class Meta:
        table = "takeout"
        indexes = (("person_id", "asked_at"),)

    @property
    def is_made(self) -> bool:
        return self.state is TakeoutState.MADE


class Merge(Model):
    """Two records of one person became one; `undo` says how they come apart again."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kept: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="merges", db_index=True
    )
    gone: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="merged_into", db_index=True
    )
    merged_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="merges_made", db_index=True
    )
    merged_at = fields.DatetimeField()
    undone_at = fields.DatetimeField(null=True)
    undo: Any = fields.JSONField(default=dict)

    kept_id: Any
    gone_id: Any

    class Meta:
        table = "person_merge"
