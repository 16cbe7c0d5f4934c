"""How far somebody has read. Nobody but that person is ever shown it (product.md, principle 5)."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.accounts.models import Account
from portal.ids import new_id


class SeenUpTo(Model):
    """The last number of a space that a person has seen."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="seen_up_to", db_index=True
    )
    space: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="seen_up_to", db_index=True
    )
    number = fields.BigIntField(default=0)
    at: datetime = fields.DatetimeField()
    """When. A note has no number of its own in the space: it is new if it came later."""

    person_id: Any
    space_id: Any

    class Meta:
        table = "seen_up_to"
        unique_together = (("person", "space"),)
