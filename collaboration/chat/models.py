"""What was said in a space."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.accounts.models import Account, Member


class ThreadKind(StrEnum):
    """What a thread can stand beside."""

    INITIATIVE = "initiative"
    OUTCOME = "outcome"
    COMMITMENT = "commitment"
    RHYTHM = "rhythm"
    INSIGHT = "insight"
    FEEDBACK = "feedback"


class Message(Model):
    """Something a member said, in the conversation of the space or in a thread."""

    LONGEST = 8000  # characters

    id = fields.UUIDField(primary_key=True)
    """Made by the client, so that sending it again is harmless."""
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="messages", db_index=True
    )
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="messages", db_index=True
    )
    text = fields.TextField()
    reply_to: fields.ForeignKeyNullableRelation["Message"] = fields.ForeignKeyField(
        "parley.Message",
        related_name="replies",
        null=True,
        db_index=True,
        on_delete=fields.OnDelete.SET_NULL,
    )
    thread_kind = fields.CharEnumField(ThreadKind, null=True)
    thread_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()
    number = fields.BigIntField(default=0)
    """Its announcement's number in the space: the order in which everybody reads."""

    account_id: Any
    author_id: Any
    reply_to_id: Any

    class Meta:
        table = "chat_message"
        indexes = (("account_id", "thread_id", "number"),)

    @property
    def list_id(self) -> str:
        """The element that messages of this conversation stand in."""
        return f"thread_{self.thread_id}_messages" if self.thread_id else "chat_messages"
