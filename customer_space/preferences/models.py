"""What is kept of wishes and consents. Statements and consents are only ever added to.

Migration `0002_guards` makes the database refuse to change or remove a row of a ledger.
"""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import Person
from customer_space.preferences.vocabulary import ContactClass, StatementKind, TopicDefault
from portal.ids import new_id


class ContactTopic(Model):
    """What a contact can be about: purpose and class follow from it, never from the sender."""

    key = fields.CharField(60, primary_key=True)
    purpose = fields.CharField(60)
    message_class = fields.CharEnumField(ContactClass)
    title = fields.CharField(120)
    """As it stands in a sentence: "about deliveries"."""
    promise = fields.CharField(300)
    """What one gets, and how often at most."""
    default = fields.CharEnumField(TopicDefault)
    is_public = fields.BooleanField(default=True)
    position = fields.IntField()

    class Meta:
        table = "contact_topic"


class EssentialTemplate(Model):
    """A letter that may go out whatever was switched off, and why. No other is essential."""

    template = fields.CharField(80, primary_key=True)
    topic: fields.ForeignKeyRelation[ContactTopic] = fields.ForeignKeyField(
        "parley.ContactTopic", related_name="essentials", db_index=True, on_delete=fields.RESTRICT
    )
    why = fields.CharField(300)

    topic_id: str

    class Meta:
        table = "essential_template"


class Level(StrEnum):
    """Whom a statement is about."""

    POINT = "point"
    PERSON = "person"
    ACCOUNT = "account"


class Statement(Model):
    """One rule somebody set. A later one that `replaces` it takes its place; a lift ends it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    level = fields.CharEnumField(Level)
    party_id = fields.UUIDField()
    """The point, person or account it is about."""
    set_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="statements", db_index=True, on_delete=fields.RESTRICT
    )
    set_at = fields.DatetimeField()
    kind = fields.CharEnumField(StatementKind)
    channels: Any = fields.JSONField(null=True)
    """Narrowings are lists of names; null names nothing and so covers everything."""
    topics: Any = fields.JSONField(null=True)
    senders: Any = fields.JSONField(null=True)
    classes: Any = fields.JSONField(null=True)
    params: Any = fields.JSONField(default=dict)
    effective_from = fields.DatetimeField(null=True)
    effective_to = fields.DatetimeField(null=True)
    wish_id = fields.UUIDField(default=new_id)
    """What was said in one sentence shares this."""
    replaces: fields.OneToOneNullableRelation["Statement"] = fields.OneToOneField(
        "parley.Statement", related_name="replaced_by", null=True, on_delete=fields.RESTRICT
    )

    replaces_id: Any
    set_by_id: Any

    class Meta:
        table = "statement"
        indexes = (("party_id", "set_at"),)


class ConsentKind(StrEnum):
    """What happened to a consent."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RENEWED = "renewed"
    OBJECTED = "objected"
    OBJECTION_LIFTED = "objection_lifted"
    COMPLAINED = "complained"
    IMPORTED = "imported"


class ConsentBasis(StrEnum):
    """On which lawful basis it stands."""

    CONSENT = "consent"
    EXPLICIT_CONSENT = "explicit_consent"
    SOFT_OPT_IN = "soft_opt_in"
    IMPLIED_PURCHASE = "implied_purchase"
    IMPLIED_INQUIRY = "implied_inquiry"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"


class ConsentMethod(StrEnum):
    """How it was said."""

    PORTAL = "portal"
    ONE_CLICK = "one_click"
    REPLY_KEYWORD = "reply_keyword"
    CALL = "call"
    IN_PERSON = "in_person"
    PAPER = "paper"
    IMPORT = "import"
    API = "api"


class ConsentEvent(Model):
    """One line in the ledger of a person's consents; each line's hash covers the one before."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="consent_events", db_index=True, on_delete=fields.RESTRICT
    )
    seq = fields.IntField()
    kind = fields.CharEnumField(ConsentKind)
    topic = fields.CharField(60, null=True)
    """Null: every topic."""
    channels: Any = fields.JSONField()
    basis = fields.CharEnumField(ConsentBasis)
    method = fields.CharEnumField(ConsentMethod)
    event_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    valid_until = fields.DatetimeField(null=True)
    notice_version = fields.CharField(60)
    """Which wording was shown."""
    actor: Any = fields.JSONField(default=dict)
    evidence: Any = fields.JSONField(default=dict)
    prev_hash = fields.CharField(64)
    row_hash = fields.CharField(64)

    person_id: Any

    class Meta:
        table = "consent_event"
        unique_together = (("person", "seq"),)


class SuppressionScope(StrEnum):
    """What a suppression stops."""

    ALL = "all"
    MARKETING = "marketing"
    TOPIC = "topic"


class SuppressionReason(StrEnum):
    """Why an address is not to be used."""

    ERASURE = "erasure"
    COMPLAINT = "complaint"
    HARD_BOUNCE = "hard_bounce"
    REGISTER = "register"
    MANUAL = "manual"
    REASSIGNED = "reassigned"


class Suppression(Model):
    """The keyed fingerprint of an address not to be used: no plain text, no person."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    hash = fields.CharField(64, db_index=True)
    base_hash = fields.CharField(64, db_index=True)
    """Of the address without its plus tag."""
    key_id = fields.CharField(16)
    scope = fields.CharEnumField(SuppressionScope)
    topic = fields.CharField(60, null=True)
    reason = fields.CharEnumField(SuppressionReason)
    since = fields.DatetimeField()
    lifted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "suppression"
