"""What went through the gateway, so that a message sent again is not sent twice."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.gate.models import Touch
from portal.ids import new_id


class RelayedMail(Model):
    """One message to one recipient; its words are not kept."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    key = fields.CharField(64, unique=True)
    """Fingerprint of the program, the Message-ID and the recipient."""
    touch: fields.ForeignKeyRelation[Touch] = fields.ForeignKeyField(
        "parley.Touch", related_name="relayed", db_index=True, on_delete=fields.RESTRICT
    )
    message_id = fields.CharField(250, db_index=True)
    relayed_at = fields.DatetimeField(null=True)
    """None: permitted, but the mail server behind has not taken it."""

    touch_id: Any

    class Meta:
        table = "relayed_mail"
