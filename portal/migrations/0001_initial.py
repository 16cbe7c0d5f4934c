from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from auth.models import PersonState, ZoneSource
from customer_space.accounts.models import InvitationState
from customer_space.accounts.rights import Role
from json import dumps, loads
from portal.ids import new_id
from tortoise.fields.base import OnDelete
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
            name="IdentityProvider",
            fields=[
                (
                    "id",
                    fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True),
                ),
                ("name", fields.CharField(unique=True, max_length=60)),
                ("title", fields.CharField(max_length=200)),
                ("issuer", fields.CharField(max_length=500)),
                ("client_id", fields.CharField(max_length=500)),
                ("client_secret_sealed", fields.TextField(unique=False)),
                ("is_company", fields.BooleanField(default=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "identity_provider",
                "app": "parley",
                "pk_attr": "id",
                "table_description": "An OpenID provider: the company's own (from the settings) or one that customers bring.",
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
    ]
