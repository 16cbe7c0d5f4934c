"""What was said in a space."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from collaboration.chat.rules import plain
from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Side
from customer_space.feedback.models import Feedback
from customer_space.plans.models import Commitment
from portal.ids import new_id


class ThreadKind(StrEnum):
    """What a thread can stand beside."""

    INITIATIVE = "initiative"
    OUTCOME = "outcome"
    COMMITMENT = "commitment"
    RHYTHM = "rhythm"
    INSIGHT = "insight"
    FEEDBACK = "feedback"


def list_id_of(thread_id: Any) -> str:
    """The element that the messages of a thread, or (None) of the space, stand in."""
    return f"thread_{thread_id}_messages" if thread_id else "chat_messages"


class Message(Model):
    """Something a member said, in the conversation of the space or in a thread."""

    LONGEST = 8000  # characters
    EDITABLE = timedelta(minutes=15)

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
    """Its announcement's number in the space: the order in which everybody reads.

    A note has no number there: it stands after the shared message that has this one."""
    audience = fields.CharEnumField(Side, max_length=10, null=True)
    """None: everybody in the space. Else it is a note that only this side's people may see."""
    note_number = fields.BigIntField(default=0)
    """A note's number in its side's topic."""
    edited_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)
    """Its author took it back; the words are gone, that there was something stays."""
    commitment: fields.OneToOneNullableRelation[Commitment] = fields.OneToOneField(
        "parley.Commitment",
        related_name="message",
        null=True,
        on_delete=fields.OnDelete.SET_NULL,
    )
    """What became of it in the plan."""
    feedback: fields.OneToOneNullableRelation[Feedback] = fields.OneToOneField(
        "parley.Feedback", related_name="message", null=True, on_delete=fields.OnDelete.SET_NULL
    )
    """What became of it where the other side answers."""

    account_id: Any
    author_id: Any
    reply_to_id: Any
    commitment_id: Any
    feedback_id: Any
    mentions: fields.ReverseRelation["Mention"]
    reactions: fields.ReverseRelation["Reaction"]

    class Meta:
        table = "chat_message"
        indexes = (("account_id", "thread_id", "number", "note_number"),)

    @property
    def list_id(self) -> str:
        """The element that messages of this conversation stand in."""
        return list_id_of(self.thread_id)

    @property
    def plain(self) -> str:
        """Its words in one line, without what they are dressed in."""
        return plain(self.text)

    def topic_in(self, account: Account) -> str:
        """Where what happens to it is announced: a note's topic is heard by its side alone."""
        return account.topic_of_side(self.audience) if self.audience else account.topic

    def is_editable(self, at: datetime) -> bool:
        return self.removed_at is None and at < self.at + self.EDITABLE


class Group(StrEnum):
    """Several people, named at once."""

    EVERYONE = "everyone"
    OUR_SIDE = "our side"


class Mention(Model):
    """Somebody, or a group, whom a message names with an @."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "parley.Message", related_name="mentions", db_index=True
    )
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="mentions", null=True, db_index=True
    )
    group = fields.CharEnumField(Group, max_length=10, null=True)
    """Of the author's side, where it is `our side`."""
    words = fields.CharField(200)
    """As written, without the @."""

    member_id: Any

    class Meta:
        table = "chat_mention"


class ReactionKind(StrEnum):
    """The few things that can be said without words."""

    AGREED = "agreed"
    THANKS = "thanks"
    DONE = "done"
    ON_IT = "on it"
    GLAD = "glad"

    @property
    def icon(self) -> str:
        return {
            "agreed": "thumbs-up",
            "thanks": "hand-heart",
            "done": "check",
            "on it": "hand",
        }.get(self, "smile")


class Reaction(Model):
    """One person's answer without words, at most one of each kind."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "parley.Message", related_name="reactions", db_index=True
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="reactions", db_index=True
    )
    kind = fields.CharEnumField(ReactionKind, max_length=10)

    class Meta:
        table = "chat_reaction"
        unique_together = (("message", "member", "kind"),)
