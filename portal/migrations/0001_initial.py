from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from auth.models import PersonState, ZoneSource
from collaboration.chat.models import ThreadKind
from customer_space.accounts.models import InvitationState
from customer_space.accounts.rights import Role, Side
from customer_space.directory.addresses import LineType
from customer_space.directory.models import PointKind, PointStatus, ThingType, Usage
from customer_space.gate.models import Compliance, Direction, Mode, ReservationState, TouchOutcome
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import State
from customer_space.plans.models import CommitmentKind, CommitmentState
from customer_space.plans.rules import Per, Way
from customer_space.preferences.models import (
    ConsentBasis,
    ConsentKind,
    ConsentMethod,
    Level,
    SuppressionReason,
    SuppressionScope,
)
from customer_space.preferences.vocabulary import ContactClass, StatementKind, TopicDefault
from json import dumps, loads
from portal.ids import new_id
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("slug", fields.CharField(unique=True, max_length=60)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(unique=True, max_length=200)),
                ("sector", fields.CharField(null=True, max_length=100)),
                ("founded", fields.IntField(null=True)),
                ("revenue", fields.DecimalField(null=True, max_digits=14, decimal_places=2)),
                ("employees", fields.IntField(null=True)),
                ("location", fields.CharField(null=True, max_length=200)),
                ("country", fields.CharField(null=True, max_length=2)),
                ("region", fields.CharField(null=True, max_length=6)),
                ("tz", fields.CharField(null=True, max_length=64)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="parent_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="subsidiaries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "account",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A customer organisation. Its shared space has the same slug.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ApiClient",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=200)),
                ("token_print", fields.CharField(unique=True, max_length=64)),
                (
                    "scopes",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                (
                    "last_used_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "api_client",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A program that asks the gate or reports facts. Its token is shown once, kept hashed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactPoint",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="EMAIL: email\nPHONE: phone\nPOSTAL: postal\nWHATSAPP_BSUID: whatsapp_bsuid\nRCS: rcs\nPUSH: push\nPORTAL_INBOX: portal_inbox\nSITE: site",
                        enum_type=PointKind,
                        max_length=14,
                    ),
                ),
                ("value", fields.CharField(max_length=500)),
                ("base_value", fields.CharField(db_index=True, max_length=500)),
                (
                    "status",
                    fields.CharEnumField(
                        default=PointStatus.UNVERIFIED,
                        description="UNVERIFIED: unverified\nVALID: valid\nSOFT_FAILING: soft_failing\nINVALID: invalid\nREASSIGNED: reassigned",
                        enum_type=PointStatus,
                        max_length=12,
                    ),
                ),
                (
                    "line_type",
                    fields.CharEnumField(
                        null=True,
                        description="MOBILE: mobile\nLANDLINE: landline\nTOLLFREE: tollfree\nVOIP: voip\nUNKNOWN: unknown",
                        enum_type=LineType,
                        max_length=8,
                    ),
                ),
                (
                    "tz_candidates",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("source", fields.CharField(max_length=100)),
                ("collected_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "verified_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "contact_point",
                "app": "parley",
                "unique_together": (("kind", "value"),),
                "pk_attr": "id",
                "table_description": "An address or a number, once, whoever is reached by it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactTopic",
            fields=[
                (
                    "key",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=60),
                ),
                ("purpose", fields.CharField(max_length=60)),
                (
                    "message_class",
                    fields.CharEnumField(
                        description="ESSENTIAL: essential\nSERVICE: service\nRELATIONSHIP: relationship\nMARKETING: marketing\nRESEARCH: research",
                        enum_type=ContactClass,
                        max_length=12,
                    ),
                ),
                ("title", fields.CharField(max_length=120)),
                ("promise", fields.CharField(max_length=300)),
                (
                    "default",
                    fields.CharEnumField(
                        description="ON: on\nOFF: off", enum_type=TopicDefault, max_length=3
                    ),
                ),
                ("is_public", fields.BooleanField(default=True)),
                ("position", fields.IntField()),
            ],
            options={
                "table": "contact_topic",
                "app": "parley",
                "pk_attr": "key",
                "table_description": "What a contact can be about: purpose and class follow from it, never from the sender.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="documents",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=40)),
                ("title", fields.CharField(default="", max_length=200)),
                ("number", fields.BigIntField(default=0)),
                ("snapshot", fields.BinaryField(null=True)),
                ("snapshot_upto", fields.BigIntField(default=0)),
                ("html", fields.TextField(default="", unique=False)),
                ("plain", fields.TextField(default="", unique=False)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "document",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A text that people write together. Its content is the snapshot and the updates after it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EssentialTemplate",
            fields=[
                (
                    "template",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80),
                ),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "parley.ContactTopic",
                        source_field="topic_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="key",
                        related_name="essentials",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("why", fields.CharField(max_length=300)),
            ],
            options={
                "table": "essential_template",
                "app": "parley",
                "pk_attr": "template",
                "table_description": "A letter that may go out whatever was switched off, and why. No other is essential.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("topic", fields.CharField(max_length=120)),
                ("number", fields.BigIntField()),
                ("kind", fields.CharField(max_length=80)),
                ("subject", fields.UUIDField()),
                ("at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "event",
                "app": "parley",
                "unique_together": (("topic", "number"),),
                "pk_attr": "id",
                "table_description": "One announcement: which topic, its number there, what kind of thing happened to what.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ExternalId",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("system", fields.CharField(max_length=40)),
                (
                    "thing_type",
                    fields.CharEnumField(
                        description="PERSON: person\nACCOUNT: account",
                        enum_type=ThingType,
                        max_length=7,
                    ),
                ),
                ("key", fields.CharField(max_length=100)),
                ("thing_id", fields.UUIDField(db_index=True)),
                (
                    "facts",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
            ],
            options={
                "table": "external_id",
                "app": "parley",
                "unique_together": (("system", "thing_type", "key"),),
                "pk_attr": "id",
                "table_description": "The key by which another system knows one of our things.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdentityProvider",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=60)),
                ("title", fields.CharField(max_length=200)),
                ("issuer", fields.CharField(unique=True, max_length=500)),
                ("client_id", fields.CharField(max_length=500)),
                ("client_secret_sealed", fields.TextField(unique=False)),
                (
                    "domains",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "identity_provider",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "An OpenID provider that customers bring. The company's own stand in the settings.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AccountProvider",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="providers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "provider",
                    fields.ForeignKeyField(
                        "parley.IdentityProvider",
                        source_field="provider_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="accounts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "account_provider",
                "app": "parley",
                "unique_together": (("account", "provider"),),
                "pk_attr": "id",
                "table_description": "A customers' OpenID provider, and an account that trusts it: it opens no other spaces.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("kind", fields.CharField(max_length=80)),
                (
                    "payload",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(default=0)),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "job",
                "app": "parley",
                "indexes": [Index(fields=["due_at"])],
                "pk_attr": "id",
                "table_description": "One thing to do, from `due_at` on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="KeptAnswer",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("asker", fields.CharField(max_length=100)),
                ("key", fields.CharField(max_length=255)),
                ("fingerprint", fields.CharField(max_length=64)),
                (
                    "answer",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "created_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "kept_answer",
                "app": "parley",
                "unique_together": (("asker", "key"),),
                "pk_attr": "id",
                "table_description": "The answer to a request that came with an idempotency key, for seven days or longer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("permit_id", fields.UUIDField(unique=True)),
                (
                    "letter",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("message_id", fields.CharField(max_length=250)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "outgoing_mail",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A mail that the gate has permitted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("display_name", fields.CharField(max_length=200)),
                ("email", fields.CharField(null=True, unique=True, max_length=254)),
                ("locale", fields.CharField(default="en", max_length=35)),
                ("tz", fields.CharField(null=True, max_length=64)),
                (
                    "tz_source",
                    fields.CharEnumField(
                        default=ZoneSource.UNKNOWN,
                        description="STATED: stated\nVERIFIED: verified\nADDRESS: address\nPHONE_PREFIX: phone_prefix\nACCOUNT: account\nUNKNOWN: unknown",
                        enum_type=ZoneSource,
                        max_length=12,
                    ),
                ),
                ("country", fields.CharField(null=True, max_length=2)),
                ("region", fields.CharField(null=True, max_length=6)),
                ("birth_date", fields.DateField(null=True)),
                (
                    "state",
                    fields.CharEnumField(
                        default=PersonState.ACTIVE,
                        description="ACTIVE: active\nRESTRICTED: restricted\nDECEASED: deceased\nERASED: erased\nMERGED: merged",
                        enum_type=PersonState,
                        max_length=10,
                    ),
                ),
                ("is_admin", fields.BooleanField(default=False)),
                ("is_company", fields.BooleanField(default=False)),
                ("prefs_version", fields.BigIntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "person",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "Somebody: a customer, a partner, one of the company's people, or an admin.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ConsentEvent",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="consent_events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="REQUESTED: requested\nGIVEN: given\nREFUSED: refused\nWITHDRAWN: withdrawn\nEXPIRED: expired\nRENEWED: renewed\nOBJECTED: objected\nOBJECTION_LIFTED: objection_lifted\nCOMPLAINED: complained\nIMPORTED: imported",
                        enum_type=ConsentKind,
                        max_length=16,
                    ),
                ),
                ("topic", fields.CharField(null=True, max_length=60)),
                (
                    "channels",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "basis",
                    fields.CharEnumField(
                        description="CONSENT: consent\nEXPLICIT_CONSENT: explicit_consent\nSOFT_OPT_IN: soft_opt_in\nIMPLIED_PURCHASE: implied_purchase\nIMPLIED_INQUIRY: implied_inquiry\nLEGITIMATE_INTEREST: legitimate_interest\nCONTRACT: contract\nLEGAL_OBLIGATION: legal_obligation",
                        enum_type=ConsentBasis,
                        max_length=19,
                    ),
                ),
                (
                    "method",
                    fields.CharEnumField(
                        description="PORTAL: portal\nONE_CLICK: one_click\nREPLY_KEYWORD: reply_keyword\nCALL: call\nIN_PERSON: in_person\nPAPER: paper\nIMPORT: import\nAPI: api",
                        enum_type=ConsentMethod,
                        max_length=13,
                    ),
                ),
                ("event_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "valid_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("notice_version", fields.CharField(max_length=60)),
                (
                    "actor",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "evidence",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("prev_hash", fields.CharField(max_length=64)),
                ("row_hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "consent_event",
                "app": "parley",
                "unique_together": (("person", "seq"),),
                "pk_attr": "id",
                "table_description": "One line in the ledger of a person's consents; each line's hash covers the one before.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ContactPointLink",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "contact_point",
                    fields.ForeignKeyField(
                        "parley.ContactPoint",
                        source_field="contact_point_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="contact_points",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "usage",
                    fields.CharEnumField(
                        default=Usage.WORK,
                        description="WORK: work\nPRIVATE: private\nSHARED: shared\nROLE: role",
                        enum_type=Usage,
                        max_length=7,
                    ),
                ),
                ("is_primary", fields.BooleanField(default=False)),
                ("valid_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("valid_to", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "facts",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
            ],
            options={
                "table": "contact_point_link",
                "app": "parley",
                "unique_together": (("contact_point", "person"),),
                "pk_attr": "id",
                "table_description": "Somebody is reached by a point. Several live links on one point: it is shared.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "mode",
                    fields.CharEnumField(
                        description="SIMULATE: simulate\nRESERVE: reserve\nCOMMIT: commit\nRELEASE: release\nREPORT: report",
                        enum_type=Mode,
                        max_length=8,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="EMAIL: email\nSMS: sms\nWHATSAPP: whatsapp\nRCS: rcs\nVOICE_LIVE: voice_live\nVOICE_AUTO: voice_auto\nVIDEO: video\nVISIT: visit\nPOSTAL: postal\nPORTAL: portal\nPUSH: push",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("topic", fields.CharField(max_length=60)),
                (
                    "message_class",
                    fields.CharEnumField(
                        description="ESSENTIAL: essential\nSERVICE: service\nRELATIONSHIP: relationship\nMARKETING: marketing\nRESEARCH: research",
                        enum_type=MessageClass,
                        max_length=12,
                    ),
                ),
                ("sender", fields.CharField(max_length=200)),
                ("sender_name", fields.CharField(max_length=200)),
                (
                    "request",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "outcome",
                    fields.CharEnumField(
                        description="ALLOW: allow\nDENY: deny\nDEFER: defer\nREDIRECT: redirect",
                        enum_type=Outcome,
                        max_length=8,
                    ),
                ),
                (
                    "reasons",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "explanation",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "alternatives",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("next_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("evaluated_for", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "decided_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("prefs_version", fields.BigIntField(default=0)),
                ("tzdb", fields.CharField(max_length=20)),
                ("latency_us", fields.IntField()),
            ],
            options={
                "table": "decision",
                "app": "parley",
                "indexes": [Index(fields=["person_id", "decided_at"])],
                "pk_attr": "id",
                "table_description": "One answer of the gate, with everything that was asked.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Employee",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.OneToOneField(
                        "parley.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="employee",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("manager_name", fields.CharField(null=True, max_length=200)),
                ("office", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "employee",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "What the company's CRM says about one of its own people.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("issuer", fields.CharField(max_length=500)),
                ("subject", fields.CharField(max_length=255)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="identities",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "claims",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "identity",
                "app": "parley",
                "unique_together": (("issuer", "subject"),),
                "pk_attr": "id",
                "table_description": "Somebody as a provider knows them: issuer and subject, never the e-mail address.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="members",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="CUSTOMER_MEMBER: customer_member\nCUSTOMER_LEAD: customer_lead\nPARTNER: partner\nREP: rep\nACCOUNT_LEAD: account_lead\nFACILITATOR: facilitator",
                        enum_type=Role,
                        max_length=15,
                    ),
                ),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("left_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "member",
                "app": "parley",
                "unique_together": (("account", "person"),),
                "pk_attr": "id",
                "table_description": "A person in the space of one account. What happens there is done by a member.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DocumentUpdate",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "document",
                    fields.ForeignKeyField(
                        "parley.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="updates",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.BigIntField()),
                ("content", fields.BinaryField()),
                (
                    "author",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="author_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="document_updates",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "document_update",
                "app": "parley",
                "unique_together": (("document", "number"),),
                "pk_attr": "id",
                "table_description": "One update, as its author's editor sent it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Initiative",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="initiatives",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("title", fields.CharField(max_length=200)),
                ("trying", fields.TextField(unique=False)),
                ("expecting", fields.TextField(unique=False)),
                ("measuring", fields.TextField(unique=False)),
                ("content_hash", fields.CharField(max_length=64)),
                (
                    "state",
                    fields.CharEnumField(
                        default=State.DRAFT,
                        description="DRAFT: draft\nPROPOSED: proposed\nDELIBERATING: deliberating\nAWAITING_SIGNOFF: awaiting_signoff\nAPPROVED: approved\nDECLINED: declined\nWITHDRAWN: withdrawn\nRUNNING: running\nREVIEWED: reviewed\nADOPTED: adopted\nADAPTED: adapted\nSTOPPED: stopped",
                        enum_type=State,
                        max_length=20,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="author_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="initiatives_proposed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "changed_by",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="changed_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="initiatives_changed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("result", fields.TextField(default="", unique=False)),
                ("lesson", fields.TextField(default="", unique=False)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "initiative",
                "app": "parley",
                "unique_together": (("account", "number"),),
                "pk_attr": "id",
                "table_description": "Something both sides may try for a while. Its state changes by conditional update only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DecisionRecord",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "initiative",
                    fields.OneToOneField(
                        "parley.Initiative",
                        source_field="initiative_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="decision",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "outcome",
                    fields.CharEnumField(
                        description="DRAFT: draft\nPROPOSED: proposed\nDELIBERATING: deliberating\nAWAITING_SIGNOFF: awaiting_signoff\nAPPROVED: approved\nDECLINED: declined\nWITHDRAWN: withdrawn\nRUNNING: running\nREVIEWED: reviewed\nADOPTED: adopted\nADAPTED: adapted\nSTOPPED: stopped",
                        enum_type=State,
                        max_length=20,
                    ),
                ),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("content_hash", fields.CharField(max_length=64)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="member_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="decisions_recorded",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reason", fields.TextField(default="", unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "decision_record",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "How a deliberation ended, with the text it was about. One per initiative, never changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="InitiativeLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "initiative",
                    fields.ForeignKeyField(
                        "parley.Initiative",
                        source_field="initiative_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.TextField(unique=False)),
                ("side", fields.CharField(max_length=10)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "initiative_line",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "One line of an initiative's history.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("name", fields.CharField(max_length=200)),
                (
                    "role",
                    fields.CharEnumField(
                        description="CUSTOMER_MEMBER: customer_member\nCUSTOMER_LEAD: customer_lead\nPARTNER: partner\nREP: rep\nACCOUNT_LEAD: account_lead\nFACILITATOR: facilitator",
                        enum_type=Role,
                        max_length=15,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=InvitationState.INVITED,
                        description="INVITED: invited\nACCEPTED: accepted\nEXPIRED: expired\nWITHDRAWN: withdrawn",
                        enum_type=InvitationState,
                        max_length=9,
                    ),
                ),
                ("token_print", fields.CharField(null=True, unique=True, max_length=64)),
                (
                    "invited_by",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="invited_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations_sent",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="member_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations_accepted",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("invited_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitation",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A seat offered to an address. Accepting it signs the person in.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="author_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="messages",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                (
                    "reply_to",
                    fields.ForeignKeyField(
                        "parley.Message",
                        source_field="reply_to_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="replies",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                (
                    "thread_kind",
                    fields.CharEnumField(
                        null=True,
                        description="INITIATIVE: initiative\nOUTCOME: outcome\nCOMMITMENT: commitment\nRHYTHM: rhythm\nINSIGHT: insight\nFEEDBACK: feedback",
                        enum_type=ThreadKind,
                        max_length=10,
                    ),
                ),
                ("thread_id", fields.UUIDField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("number", fields.BigIntField(default=0)),
            ],
            options={
                "table": "chat_message",
                "app": "parley",
                "indexes": [Index(fields=["account_id", "thread_id", "number"])],
                "pk_attr": "id",
                "table_description": "Something a member said, in the conversation of the space or in a thread.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Permit",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "parley.Decision",
                        source_field="decision_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="permits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="permits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="EMAIL: email\nSMS: sms\nWHATSAPP: whatsapp\nRCS: rcs\nVOICE_LIVE: voice_live\nVOICE_AUTO: voice_auto\nVIDEO: video\nVISIT: visit\nPOSTAL: postal\nPORTAL: portal\nPUSH: push",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("topic", fields.CharField(max_length=60)),
                (
                    "message_class",
                    fields.CharEnumField(
                        description="ESSENTIAL: essential\nSERVICE: service\nRELATIONSHIP: relationship\nMARKETING: marketing\nRESEARCH: research",
                        enum_type=MessageClass,
                        max_length=12,
                    ),
                ),
                ("granted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "permit",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "Leave for one contact. Nothing is sent without one; the database itself sees to it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.OneToOneField(
                        "parley.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="plan",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "document",
                    fields.OneToOneField(
                        "parley.Document",
                        source_field="document_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="plan",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "plan",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "The one plan of an account; its text is a document people write together.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DesiredOutcome",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="outcomes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.CharField(max_length=300)),
                ("measure", fields.CharField(default="", max_length=200)),
                ("baseline", fields.CharField(default="", max_length=100)),
                ("target", fields.CharField(default="", max_length=100)),
                ("position", fields.IntField()),
                ("version", fields.IntField(default=1)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="author_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="outcomes_added",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "changed_by",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="changed_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="outcomes_changed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "desired_outcome",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "What the customer wants to reach, and how both will see that it was reached.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="commitments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=300)),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="owner_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="commitments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("due", fields.DateField()),
                (
                    "kind",
                    fields.CharEnumField(
                        default=CommitmentKind.TASK,
                        description="TASK: task\nMEETING: meeting\nAPPROVAL: approval",
                        enum_type=CommitmentKind,
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=CommitmentState.OPEN,
                        description="OPEN: open\nDONE: done\nDROPPED: dropped",
                        enum_type=CommitmentState,
                        max_length=7,
                    ),
                ),
                (
                    "outcome",
                    fields.ForeignKeyField(
                        "parley.DesiredOutcome",
                        source_field="outcome_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="commitments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                (
                    "changed_by",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="changed_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="commitments_changed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "commitment",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A step one named person owes by a day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProviderVisit",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("state_print", fields.CharField(unique=True, max_length=64)),
                ("browser_print", fields.CharField(max_length=64)),
                ("provider", fields.CharField(max_length=60)),
                ("nonce_sealed", fields.TextField(unique=False)),
                ("verifier_sealed", fields.TextField(unique=False)),
                ("address", fields.CharField(db_index=True, max_length=64)),
                ("next_path", fields.CharField(default="/", max_length=500)),
                (
                    "linking",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="linking_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="provider_visits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "begun_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "provider_visit",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A browser that went to a provider: ten minutes, one answer, taken in that browser only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "decision",
                    fields.ForeignKeyField(
                        "parley.Decision",
                        source_field="decision_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="reservations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="reservations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="reservations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("contact_point_id", fields.UUIDField(null=True)),
                (
                    "channel",
                    fields.CharEnumField(
                        description="EMAIL: email\nSMS: sms\nWHATSAPP: whatsapp\nRCS: rcs\nVOICE_LIVE: voice_live\nVOICE_AUTO: voice_auto\nVIDEO: video\nVISIT: visit\nPOSTAL: postal\nPORTAL: portal\nPUSH: push",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("topic", fields.CharField(max_length=60)),
                (
                    "message_class",
                    fields.CharEnumField(
                        description="ESSENTIAL: essential\nSERVICE: service\nRELATIONSHIP: relationship\nMARKETING: marketing\nRESEARCH: research",
                        enum_type=MessageClass,
                        max_length=12,
                    ),
                ),
                ("weight", fields.IntField()),
                ("slot_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ReservationState.HELD,
                        description="HELD: held\nCOMMITTED: committed\nRELEASED: released\nLAPSED: lapsed\nVOID: void",
                        enum_type=ReservationState,
                        max_length=9,
                    ),
                ),
                ("owner_sender", fields.CharField(max_length=200)),
                ("held_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("void_reason", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "reservation",
                "app": "parley",
                "indexes": [Index(fields=["person_id", "state"])],
                "pk_attr": "id",
                "table_description": "A place held for one contact; it counts in every cap until it ends.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RhythmAgreement",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_agreements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "content",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("content_hash", fields.CharField(max_length=64)),
                ("agreed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "rhythm_agreement",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "What both sides signed. It binds until the next one is signed: silence never means yes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RhythmItem",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "way",
                    fields.CharEnumField(
                        description="CALL: voice_live\nVIDEO: video\nVISIT: visit\nEMAIL: email\nSMS: sms\nLETTER: postal",
                        enum_type=Way,
                        max_length=10,
                    ),
                ),
                ("topic", fields.CharField(default="", max_length=80)),
                ("times", fields.IntField()),
                (
                    "per",
                    fields.CharEnumField(
                        description="WEEK: week\nFORTNIGHT: fortnight\nMONTH: month\nQUARTER: quarter\nYEAR: year",
                        enum_type=Per,
                        max_length=9,
                    ),
                ),
                (
                    "days",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("opens", fields.CharField(default="", max_length=5)),
                ("closes", fields.CharField(default="", max_length=5)),
                (
                    "who",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="who_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField(default=1)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="author_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_items_added",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "changed_by",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="changed_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_items_changed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "rhythm_item",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "One line of the contact rhythm as it is being negotiated.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RhythmLine",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.TextField(unique=False)),
                ("side", fields.CharField(max_length=10)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "rhythm_line",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "One visible line about the rhythm: what changed, and whose signature it no longer has.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RhythmSignOff",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "parley.Plan",
                        source_field="plan_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_sign_offs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "side",
                    fields.CharEnumField(
                        description="CUSTOMER: customer\nCOMPANY: company\nPARTNER: partner",
                        enum_type=Side,
                        max_length=8,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="member_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="rhythm_sign_offs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content_hash", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("voided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "rhythm_sign_off",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A lead's signature under one content of the rhythm; an edit takes it away, visibly.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("token_print", fields.CharField(unique=True, max_length=64)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("method", fields.CharField(max_length=40)),
                (
                    "provider",
                    fields.ForeignKeyField(
                        "parley.IdentityProvider",
                        source_field="provider_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("browser", fields.CharField(max_length=120)),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "session",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A browser somebody is signed in with. Idle for 12 hours or 7 days old, it ends.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignInLink",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("email", fields.CharField(db_index=True, max_length=254)),
                ("token_print", fields.CharField(null=True, unique=True, max_length=64)),
                ("code_print", fields.CharField(null=True, max_length=64)),
                ("browser_print", fields.CharField(db_index=True, max_length=64)),
                ("address", fields.CharField(max_length=64)),
                ("next_path", fields.CharField(default="/", max_length=500)),
                (
                    "asked_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("code_tries", fields.IntField(default=0)),
            ],
            options={
                "table": "sign_in_link",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A mailed link: ten minutes, once, in the browser that asked; elsewhere its six digits.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "initiative",
                    fields.ForeignKeyField(
                        "parley.Initiative",
                        source_field="initiative_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sign_offs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "side",
                    fields.CharEnumField(
                        description="CUSTOMER: customer\nCOMPANY: company\nPARTNER: partner",
                        enum_type=Side,
                        max_length=8,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="member_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="initiative_sign_offs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("content_hash", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("voided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("void_reason", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "initiative_sign_off",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "A lead's signature under one content; a material edit takes it away, visibly.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Stance",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "initiative",
                    fields.ForeignKeyField(
                        "parley.Initiative",
                        source_field="initiative_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="stances",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "parley.Member",
                        source_field="member_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="stances",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "position",
                    fields.CharEnumField(
                        description="AGREE: agree\nABSTAIN: abstain\nOBJECT: object",
                        enum_type=Position,
                        max_length=7,
                    ),
                ),
                ("reason", fields.TextField(default="", unique=False)),
                ("content_hash", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stance",
                "app": "parley",
                "unique_together": (("initiative", "member"),),
                "pk_attr": "id",
                "table_description": "Where one person stands, with the reason if they object.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "level",
                    fields.CharEnumField(
                        description="POINT: point\nPERSON: person\nACCOUNT: account",
                        enum_type=Level,
                        max_length=7,
                    ),
                ),
                ("party_id", fields.UUIDField()),
                (
                    "set_by",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="set_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="statements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("set_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ALLOW: allow\nDENY: deny\nWINDOW: window\nQUIET: quiet\nHOLIDAY: holiday\nPAUSE: pause\nCAP: cap\nGAP: gap\nREDIRECT: redirect\nPREFERRED_REP: preferred_rep\nLIFT: lift",
                        enum_type=StatementKind,
                        max_length=13,
                    ),
                ),
                (
                    "channels",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "topics",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "senders",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "classes",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "params",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "effective_from",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "effective_to",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("wish_id", fields.UUIDField(default=new_id)),
                (
                    "replaces",
                    fields.OneToOneField(
                        "parley.Statement",
                        source_field="replaces_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="replaced_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "statement",
                "app": "parley",
                "indexes": [Index(fields=["party_id", "set_at"])],
                "pk_attr": "id",
                "table_description": "One rule somebody set. A later one that `replaces` it takes its place; a lift ends it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("hash", fields.CharField(db_index=True, max_length=64)),
                ("base_hash", fields.CharField(db_index=True, max_length=64)),
                ("key_id", fields.CharField(max_length=16)),
                (
                    "scope",
                    fields.CharEnumField(
                        description="ALL: all\nMARKETING: marketing\nTOPIC: topic",
                        enum_type=SuppressionScope,
                        max_length=9,
                    ),
                ),
                ("topic", fields.CharField(null=True, max_length=60)),
                (
                    "reason",
                    fields.CharEnumField(
                        description="ERASURE: erasure\nCOMPLAINT: complaint\nHARD_BOUNCE: hard_bounce\nREGISTER: register\nMANUAL: manual\nREASSIGNED: reassigned",
                        enum_type=SuppressionReason,
                        max_length=11,
                    ),
                ),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("lifted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "suppression",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "The keyed fingerprint of an address not to be used: no plain text, no person.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Topic",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120),
                ),
                ("number", fields.BigIntField(default=0)),
            ],
            options={
                "table": "topic",
                "app": "parley",
                "pk_attr": "name",
                "table_description": "Something people can follow, and how far it has got.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "parley.Person",
                        source_field="person_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="touches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "parley.Account",
                        source_field="account_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="touches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "permit",
                    fields.ForeignKeyField(
                        "parley.Permit",
                        source_field="permit_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="touches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "reservation",
                    fields.ForeignKeyField(
                        "parley.Reservation",
                        source_field="reservation_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="touches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "cancels",
                    fields.OneToOneField(
                        "parley.Touch",
                        source_field="cancels_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="cancelled_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("contact_point_id", fields.UUIDField(null=True)),
                (
                    "channel",
                    fields.CharEnumField(
                        description="EMAIL: email\nSMS: sms\nWHATSAPP: whatsapp\nRCS: rcs\nVOICE_LIVE: voice_live\nVOICE_AUTO: voice_auto\nVIDEO: video\nVISIT: visit\nPOSTAL: postal\nPORTAL: portal\nPUSH: push",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("topic", fields.CharField(max_length=60)),
                (
                    "message_class",
                    fields.CharEnumField(
                        description="ESSENTIAL: essential\nSERVICE: service\nRELATIONSHIP: relationship\nMARKETING: marketing\nRESEARCH: research",
                        enum_type=MessageClass,
                        max_length=12,
                    ),
                ),
                ("weight", fields.IntField()),
                ("sender", fields.CharField(max_length=200)),
                ("sender_name", fields.CharField(max_length=200)),
                ("occurred_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "outcome",
                    fields.CharEnumField(
                        description="REACHED: reached\nNOT_REACHED: not_reached\nVOICEMAIL: voicemail\nDELIVERED: delivered\nBOUNCED: bounced\nDECLINED: declined\nCANCELLED: cancelled",
                        enum_type=TouchOutcome,
                        max_length=11,
                    ),
                ),
                (
                    "direction",
                    fields.CharEnumField(
                        default=Direction.OUT,
                        description="OUT: out\nIN: in",
                        enum_type=Direction,
                        max_length=3,
                    ),
                ),
                (
                    "compliance",
                    fields.CharEnumField(
                        default=Compliance.PERMITTED,
                        description="PERMITTED: permitted\nUNASKED: unasked\nOVERRIDDEN: overridden",
                        enum_type=Compliance,
                        max_length=10,
                    ),
                ),
                ("is_reply", fields.BooleanField(default=False)),
                ("note", fields.CharField(default="", max_length=300)),
                ("external_id", fields.CharField(null=True, unique=True, max_length=200)),
            ],
            options={
                "table": "touch",
                "app": "parley",
                "indexes": [Index(fields=["person_id", "occurred_at"])],
                "pk_attr": "id",
                "table_description": "One contact attempt, reached or not. A fact: never changed, at most called off by another.",
            },
            bases=["Model"],
        ),
    ]
