"""Questions put to customers, and what they answered."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.gate.rules.channels import Channel
from portal.ids import new_id


class Question(Model):
    """May this rep reach me so, about this, in this time? A yes is good for one contact."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="questions", db_index=True
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="questions", db_index=True
    )
    asker: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="asked_questions", db_index=True
    )
    channel = fields.CharEnumField(Channel)
    topic = fields.CharField(60)
    words = fields.CharField(200)
    not_before = fields.DatetimeField()
    not_after = fields.DatetimeField()
    asked_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    yes = fields.BooleanField(null=True)
    used_at = fields.DatetimeField(null=True)
    used_by = fields.UUIDField(null=True)
    """The decision that spent the yes."""

    account_id: Any
    person_id: Any
    asker_id: Any

    class Meta:
        table = "gate_question"
