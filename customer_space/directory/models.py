"""Where people can be reached, and how other systems call the things we know."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.directory.addresses import LineType
from portal.ids import new_id


class PointKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    POSTAL = "postal"
    WHATSAPP_BSUID = "whatsapp_bsuid"
    RCS = "rcs"
    PUSH = "push"
    PORTAL_INBOX = "portal_inbox"
    SITE = "site"


class PointStatus(StrEnum):
    UNVERIFIED = "unverified"
    VALID = "valid"
    SOFT_FAILING = "soft_failing"
    INVALID = "invalid"
    REASSIGNED = "reassigned"


class Usage(StrEnum):
    WORK = "work"
    PRIVATE = "private"
    SHARED = "shared"
    ROLE = "role"


class ContactPoint(Model):
    """An address or a number, once, whoever is reached by it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharEnumField(PointKind)
    value = fields.CharField(500)
    """Canonical (directory.addresses)."""
    base_value = fields.CharField(500, db_index=True)
    """Without the plus tag: a suppression of it covers every tag."""
    status = fields.CharEnumField(PointStatus, default=PointStatus.UNVERIFIED)
    line_type = fields.CharEnumField(LineType, null=True)
    tz_candidates: Any = fields.JSONField(default=list)
    """Every IANA zone the number's prefix can lie in; empty: not known."""
    source = fields.CharField(100)
    collected_at = fields.DatetimeField()
    verified_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contact_point"
        unique_together = (("kind", "value"),)


class ContactPointLink(Model):
    """Somebody is reached by a point. Several live links on one point: it is shared."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    contact_point: fields.ForeignKeyRelation[ContactPoint] = fields.ForeignKeyField(
        "parley.ContactPoint", related_name="links", db_index=True
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="contact_points", db_index=True
    )
    usage = fields.CharEnumField(Usage, default=Usage.WORK)
    is_primary = fields.BooleanField(default=False)
    valid_from = fields.DatetimeField()
    valid_to = fields.DatetimeField(null=True)
    facts: Any = fields.JSONField(default=dict)
    """What a source said of this link and nothing has taken over yet: {"opted_out": true}."""

    contact_point_id: Any
    person_id: Any

    class Meta:
        table = "contact_point_link"
        unique_together = (("contact_point", "person"),)


class ThingType(StrEnum):
    PERSON = "person"
    ACCOUNT = "account"


class ExternalId(Model):
    """The key by which another system knows one of our things."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    system = fields.CharField(40)
    thing_type = fields.CharEnumField(ThingType)
    key = fields.CharField(100)
    thing_id = fields.UUIDField(db_index=True)
    facts: Any = fields.JSONField(default=dict)

    class Meta:
        table = "external_id"
        unique_together = (("system", "thing_type", "key"),)
