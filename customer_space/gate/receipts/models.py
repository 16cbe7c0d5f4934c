"""What people said of a contact, on its receipt."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.gate.models import Touch
from portal.ids import new_id


class Feedback(StrEnum):
    """A word about one contact."""

    FINE = "fine"
    TOO_MUCH = "too_much"
    OTHER_CHANNEL = "other_channel"
    OTHER_TIME = "other_time"
    WRONG_PERSON = "wrong_person"
    STOP = "stop"


class TouchFeedback(Model):
    """Said once of a touch, however often the button is pressed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    touch: fields.ForeignKeyRelation[Touch] = fields.ForeignKeyField(
        "parley.Touch", related_name="feedback", db_index=True, on_delete=fields.RESTRICT
    )
    feedback = fields.CharEnumField(Feedback)
    said_at = fields.DatetimeField()

    touch_id: Any

    class Meta:
        table = "touch_feedback"
        unique_together = (("touch", "feedback"),)
