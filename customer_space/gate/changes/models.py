"""What changed, for programs. The database itself writes the rows (migration `0005_changes`)."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model


class ChangeKind(StrEnum):
    """What a change is about. More may come: a program skips what it does not know."""

    PREFERENCE_CHANGED = "preference.changed"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    SUPPRESSION_ADDED = "suppression.added"
    SUPPRESSION_LIFTED = "suppression.lifted"
    POINT_INVALID = "point.invalid"
    PERSON_CHANGED = "person.changed"
    RESERVATION_VOID = "reservation.void"
    OFFER_MADE = "offer.made"


class Change(Model):
    """One change: ids and codes, never a name or an address."""

    id = fields.BigIntField(primary_key=True)
    number = fields.BigIntField(null=True, unique=True)
    """Its place in the feed, given after the commit (actions.number_changes)."""
    kind = fields.CharField(40)
    person_id = fields.UUIDField(null=True, db_index=True)
    """Whom it is about; None: nobody by name, or everybody of an account."""
    sender = fields.CharField(200, null=True)
    """The one whose affair it is; None: everybody's."""
    data: Any = fields.JSONField()
    at = fields.DatetimeField()

    class Meta:
        table = "change"
