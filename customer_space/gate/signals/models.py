"""What is kept of signals: the raw message until understood, then what it meant."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from customer_space.gate.signals.events import Kind, Reason
from portal.ids import new_id


class InboundSignal(Model):
    """A message or a provider's batch as it came in; emptied once it is understood."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    provider = fields.CharField(40)
    body_hash = fields.CharField(64)
    body = fields.BinaryField()
    received_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "inbound_signal"
        unique_together = (("provider", "body_hash"),)


class SignalEvent(Model):
    """One event and what it changed. The same event told twice is one."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    signal: fields.ForeignKeyRelation[InboundSignal] = fields.ForeignKeyField(
        "parley.InboundSignal", related_name="events", db_index=True, on_delete=fields.RESTRICT
    )
    event_key = fields.CharField(64, unique=True)
    kind = fields.CharEnumField(Kind)
    reason = fields.CharEnumField(Reason)
    status = fields.CharField(20, default="")
    contact_point_id = fields.UUIDField(null=True, db_index=True)
    touch_id = fields.UUIDField(null=True, db_index=True)
    at = fields.DatetimeField()
    effect = fields.CharField(60, default="")

    signal_id: Any

    class Meta:
        table = "signal_event"
