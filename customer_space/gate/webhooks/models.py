"""Where changes are told, and every telling: what waits, what was answered, what was given up."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import ApiClient
from portal.ids import new_id


class Endpoint(Model):
    """An address of a program that wants to be told."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    client: fields.ForeignKeyRelation[ApiClient] = fields.ForeignKeyField(
        "parley.ApiClient", related_name="endpoints", db_index=True, on_delete=fields.RESTRICT
    )
    """Whose it is: told is what this client may read."""
    url = fields.CharField(1000)
    secret_sealed = fields.TextField()
    former_sealed = fields.TextField(null=True)
    """The secret before, which signs too until `former_until`."""
    former_until = fields.DatetimeField(null=True)
    reached = fields.BigIntField()
    """The number up to which changes were put into its queue."""
    missed_from = fields.BigIntField(null=True)
    missed_to = fields.BigIntField(null=True)
    """Changes that found the queue full; told as one gap once there is room."""
    leased_until = fields.DatetimeField(null=True)
    """Until then one process tells it things, and no other."""
    failures = fields.IntField(default=0)
    """In a row."""
    failing_since = fields.DatetimeField(null=True)
    rests_until = fields.DatetimeField(null=True)
    paused_at = fields.DatetimeField(null=True)
    paused_why = fields.CharField(200, default="")
    created_at = fields.DatetimeField()

    client_id: Any

    class Meta:
        table = "webhook_endpoint"


class DeliveryState(StrEnum):
    """waiting → delivered | dead; a replay makes either wait again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Delivery(Model):
    """One message to one endpoint. Its id is the message's, however often it is tried."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    endpoint: fields.ForeignKeyRelation[Endpoint] = fields.ForeignKeyField(
        "parley.Endpoint", related_name="deliveries", db_index=True, on_delete=fields.CASCADE
    )
    number = fields.BigIntField(null=True)
    """Of the change it tells; None: a test or a gap."""
    kind = fields.CharField(40)
    subject = fields.UUIDField(null=True)
    """What is about the same one goes out in order of the numbers; None: in no order."""
    data: Any = fields.JSONField()
    happened_at = fields.DatetimeField()
    state = fields.CharEnumField(DeliveryState, default=DeliveryState.WAITING)
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    status = fields.IntField(null=True)
    answer = fields.CharField(200, default="")
    tried_at = fields.DatetimeField(null=True)

    endpoint_id: Any

    class Meta:
        table = "webhook_delivery"
        unique_together = (("endpoint", "number"),)
        indexes = (
            ("endpoint_id", "state", "due_at"),
            ("endpoint_id", "subject", "state", "number"),
        )
