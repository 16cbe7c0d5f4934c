"""What is kept of people and of their proofs. Secrets are kept as fingerprints only."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from portal.ids import new_id
from portal.templating import Viewer


class PersonState(StrEnum):
    ACTIVE = "active"
    RESTRICTED = "restricted"
    DECEASED = "deceased"
    ERASED = "erased"
    MERGED = "merged"


MAY_SIGN_IN = frozenset({PersonState.ACTIVE, PersonState.RESTRICTED})
"""Who restricted the use of their data can still come and lift that."""


class ZoneSource(StrEnum):
    """Where we know somebody's time zone from, the surest first."""

    STATED = "stated"
    VERIFIED = "verified"
    ADDRESS = "address"
    PHONE_PREFIX = "phone_prefix"
    ACCOUNT = "account"
    UNKNOWN = "unknown"


def initials_of(name: str) -> str:
    """Of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


class Person(Model):
    """Somebody: a customer, a partner, one of the company's people, or an admin."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    display_name = fields.CharField(200)
    email = fields.CharField(254, null=True, unique=True)
    """Canonical (directory.addresses); where sign-in links go. None: not invited yet."""
    locale = fields.CharField(35, default="en")
    tz = fields.CharField(64, null=True)
    tz_source = fields.CharEnumField(ZoneSource, default=ZoneSource.UNKNOWN)
    country = fields.CharField(2, null=True)
    region = fields.CharField(6, null=True)
    birth_date = fields.DateField(null=True)
    state = fields.CharEnumField(PersonState, default=PersonState.ACTIVE)
    is_admin = fields.BooleanField(default=False)
    is_company = fields.BooleanField(default=False)
    """One of the company's own people: may be given a company role."""
    prefs_version = fields.BigIntField(default=0)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "person"

    @property
    def initials(self) -> str:
        return initials_of(self.display_name)

    @property
    def viewer(self) -> Viewer:
        return Viewer(str(self.id), self.display_name, self.initials, None, self.is_admin)

    @property
    def layout(self) -> dict[str, Any]:
        return {"viewer": self.viewer}


class SignInLink(Model):
    """A mailed link: ten minutes, once, in the browser that asked; elsewhere its six digits."""

    LIVES = timedelta(minutes=10)
    CODE_TRIES = 5

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(254, db_index=True)
    """The address as asked for; somebody may or may not have it."""
    token_print = fields.CharField(64, unique=True, null=True)
    code_print = fields.CharField(64, null=True)
    browser_print = fields.CharField(64, db_index=True)
    address = fields.CharField(64)
    next_path = fields.CharField(500, default="/")
    asked_at = fields.DatetimeField(db_index=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    code_tries = fields.IntField(default=0)

    class Meta:
        table = "sign_in_link"


class Session(Model):
    """A browser somebody is signed in with. Idle for 12 hours or 7 days old, it ends."""

    IDLE = timedelta(hours=12)
    LIVES = timedelta(days=7)

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_print = fields.CharField(64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="sessions", db_index=True
    )
    method = fields.CharField(40)
    """How they proved who they are: link, code, openid, invitation, demo."""
    provider: fields.ForeignKeyNullableRelation["IdentityProvider"] = fields.ForeignKeyField(
        "parley.IdentityProvider", related_name="sessions", null=True, db_index=True
    )
    """A customers' provider that vouched: it can open only the spaces of its own accounts."""
    browser = fields.CharField(120)
    started_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    provider_id: Any

    class Meta:
        table = "session"

    @property
    def viewer(self) -> Viewer:
        return self.person.viewer

    @property
    def layout(self) -> dict[str, Any]:
        return self.person.layout


class IdentityProvider(Model):
    """An OpenID provider that customers bring. The company's own stand in the settings."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(60, unique=True)
    title = fields.CharField(200)
    issuer = fields.CharField(500, unique=True)
    client_id = fields.CharField(500)
    client_secret_sealed = fields.TextField()
    domains: Any = fields.JSONField(default=list)
    """Whose addresses it may know, as mail domains; empty: all."""
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "identity_provider"


class ProviderVisit(Model):
    """A browser that went to a provider: ten minutes, one answer, taken in that browser only."""

    LIVES = timedelta(minutes=10)

    id = fields.UUIDField(primary_key=True, default=new_id)
    state_print = fields.CharField(64, unique=True)
    browser_print = fields.CharField(64)
    provider = fields.CharField(60)
    nonce_sealed = fields.TextField()
    verifier_sealed = fields.TextField()
    address = fields.CharField(64, db_index=True)
    next_path = fields.CharField(500, default="/")
    linking: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="provider_visits", null=True, db_index=True
    )
    """Who asked, while signed in, for the identity to become theirs."""
    begun_at = fields.DatetimeField(db_index=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "provider_visit"


class Identity(Model):
    """Somebody as a provider knows them: issuer and subject, never the e-mail address."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    issuer = fields.CharField(500)
    subject = fields.CharField(255)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="identities", db_index=True
    )
    claims: Any = fields.JSONField(default=dict)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "identity"
        unique_together = (("issuer", "subject"),)


class ApiClient(Model):
    """A program that asks the gate or reports facts. Its token is shown once, kept hashed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(200, unique=True)
    token_print = fields.CharField(64, unique=True)
    scopes: Any = fields.JSONField()
    created_at = fields.DatetimeField(auto_now_add=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_client"
