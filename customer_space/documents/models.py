"""Documents and the log of their updates."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Account, Member
from portal.ids import new_id


class Document(Model):
    """A text that people write together. Its content is the snapshot and the updates after it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="documents", db_index=True
    )
    kind = fields.CharField(40)
    title = fields.CharField(200, default="")
    number = fields.BigIntField(default=0)
    """How many updates there have been."""
    snapshot = fields.BinaryField(null=True)
    """All updates up to `snapshot_upto`, as one."""
    snapshot_upto = fields.BigIntField(default=0)
    html = fields.TextField(default="")
    """As of the last time the text settled; safe to show."""
    plain = fields.TextField(default="")
    changed_at = fields.DatetimeField(auto_now_add=True)

    account_id: Any

    class Meta:
        table = "document"

    @property
    def topic(self) -> str:
        return topic_of(self.id)


class DocumentUpdate(Model):
    """One update, as its author's editor sent it."""

    id = fields.BigIntField(primary_key=True)
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "parley.Document", related_name="updates"
    )
    number = fields.BigIntField()
    content = fields.BinaryField()
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="document_updates", null=True, db_index=True
    )
    at = fields.DatetimeField()

    document_id: Any
    author_id: Any

    class Meta:
        table = "document_update"
        unique_together = (("document", "number"),)


def topic_of(document_id: UUID) -> str:
    """Where the other processes hear that a document has got further."""
    return f"document:{document_id}"
