"""What is kept of notifying: how loud somebody wants a space, and how far they were told."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from collaboration.notifications.rules import Digest, Volume
from customer_space.accounts.models import Member
from portal.ids import new_id


class Attention(Model):
    """How one person wants to hear of one space. Who has said nothing has the defaults."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    member: fields.OneToOneRelation[Member] = fields.OneToOneField(
        "parley.Member", related_name="attention"
    )
    volume = fields.CharEnumField(Volume, max_length=10, default=Volume.NORMAL)
    digest = fields.CharEnumField(Digest, max_length=10, default=Digest.DAILY)
    told_number = fields.BigIntField(default=0)
    """The last message that a mail was written about, by its number in the space."""
    told_note = fields.BigIntField(default=0)
    """The same for notes, by their number in the side's topic."""

    member_id: Any

    class Meta:
        table = "attention"


class ReplyAddress(Model):
    """Where one person's answers by mail belong: a conversation, and for whom they are."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="reply_addresses", db_index=True
    )
    place = fields.UUIDField()
    """The thread, or the account for the conversation of its space."""
    thread_kind = fields.CharField(20, null=True)
    own_side = fields.BooleanField(default=False)
    """What is answered to a note stays with the side."""
    made_at: datetime = fields.DatetimeField()

    member_id: Any

    class Meta:
        table = "reply_address"
        unique_together = (("member", "place", "own_side"),)


class HeldReply(Model):
    """An answer by mail that was not posted: its owner is asked in the portal."""

    UNVERIFIED, UNREADABLE = "unverified", "unreadable"

    id = fields.UUIDField(primary_key=True, default=new_id)
    address: fields.ForeignKeyRelation[ReplyAddress] = fields.ForeignKeyField(
        "parley.ReplyAddress", related_name="held", db_index=True
    )
    reason = fields.CharField(20)
    sender = fields.CharField(254, default="")
    text = fields.TextField(default="")
    body_hash = fields.CharField(64)
    """SHA-256 of the mail: the same mail brought twice is one."""
    at: datetime = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)

    address_id: Any

    class Meta:
        table = "held_reply"
        unique_together = (("address", "body_hash"),)
