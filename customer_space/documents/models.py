"""Documents and the log of their updates."""

from enum import StrEnum
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
    placement = fields.BinaryField(null=True)
    """Where everything in the snapshot stands, packed."""
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


class Reason(StrEnum):
    """Why a revision was kept."""

    START = "start"
    QUIET = "quiet"
    SIGNATURE = "signature"
    RESTORE = "restore"


class Revision(Model):
    """How a document read at one moment, and who had written in it since the revision before."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "parley.Document", related_name="revisions"
    )
    number = fields.BigIntField()
    """The last update in it."""
    reason = fields.CharEnumField(Reason)
    html = fields.TextField()
    plain = fields.TextField()
    content: Any = fields.JSONField()
    """The blocks as plain data (documents.tree): what is compared and brought back."""
    began_at = fields.DatetimeField()
    at = fields.DatetimeField()
    """The same as `began_at`, but for a sitting in which people went on writing."""
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="revisions_made", null=True, db_index=True
    )
    """Who signed, or brought an earlier text back."""
    restored: fields.ForeignKeyNullableRelation["Revision"] = fields.ForeignKeyField(
        "parley.Revision", related_name="restorations", null=True, db_index=True
    )
    authors: fields.ManyToManyRelation[Member] = fields.ManyToManyField(
        "parley.Member", related_name="revisions_written", through="revision_author"
    )

    document_id: Any
    by_id: Any
    restored_id: Any

    class Meta:
        table = "revision"
        indexes = (("document_id", "number"),)


def topic_of(document_id: UUID) -> str:
    """Where the other processes hear that a document has got further."""
    return f"document:{document_id}"
