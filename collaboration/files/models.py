"""Files that were sent along with a message. The bytes are kept apart, by their hash (store)."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from collaboration.files.rules import LONGEST_NAME, PREVIEW, size_words
from customer_space.accounts.models import Account, Member
from portal.ids import new_id


class FileKind(StrEnum):
    """What may be done with it: a picture is shown, anything else only downloaded."""

    PICTURE = "picture"
    OTHER = "other"


class File(Model):
    """One file: under an id that says nothing, its name being only words about it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="files", db_index=True
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="files", db_index=True
    )
    message_id = fields.UUIDField(db_index=True)
    """Whose readers may read it. The file comes first: the client has chosen the message's id."""
    name = fields.CharField(LONGEST_NAME)
    kind = fields.CharEnumField(FileKind, max_length=10)
    media_type = fields.CharField(60)
    size = fields.BigIntField()
    """Bytes."""
    digest = fields.CharField(64, db_index=True)
    """SHA-256 in hex, of what is kept."""
    preview = fields.CharField(64, default="", db_index=True)
    """The hash of a picture's small likeness; empty where there is none."""
    width = fields.IntField(null=True)
    height = fields.IntField(null=True)
    at = fields.DatetimeField()

    account_id: Any
    member_id: Any

    class Meta:
        table = "chat_file"

    @property
    def is_picture(self) -> bool:
        return self.kind is FileKind.PICTURE

    @property
    def digests(self) -> list[str]:
        """Everything of it that is kept."""
        return [each for each in (self.digest, self.preview) if each]

    @property
    def size_words(self) -> str:
        return size_words(self.size)

    @property
    def preview_size(self) -> tuple[int, int]:
        """The preview's own width and height, so that its place is kept before it comes."""
        width, height = self.width or 1, self.height or 1
        scale = min(1, PREVIEW[0] / width, PREVIEW[1] / height)
        return max(1, round(width * scale)), max(1, round(height * scale))
