"""Accounts with their one shared space, the members of it, and invitations."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from auth.models import IdentityProvider, Person
from customer_space.accounts.rights import RIGHTS, Right, Role, Side
from portal.clock import now
from portal.ids import new_id
from portal.templating import Viewer


class Account(Model):
    """A customer organisation. Its shared space has the same slug."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(60, unique=True)
    name = fields.CharField(200)
    name_key = fields.CharField(200, unique=True)
    """The name as it is matched: NFKC, casefolded, blanks collapsed."""
    sector = fields.CharField(100, null=True)
    founded = fields.IntField(null=True)
    revenue = fields.DecimalField(14, 2, null=True)
    """Millions, in the currency the company's CRM keeps."""
    employees = fields.IntField(null=True)
    location = fields.CharField(200, null=True)
    country = fields.CharField(2, null=True)
    region = fields.CharField(6, null=True)
    tz = fields.CharField(64, null=True)
    parent: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "parley.Account", related_name="subsidiaries", null=True, db_index=True
    )
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "account"

    @property
    def topic(self) -> str:
        """Where everything that both sides may see is announced."""
        return f"space:{self.id}"

    def topic_of_side(self, side: Side) -> str:
        """Where what only one side may see is announced."""
        return f"space:{self.id}:{side}"


class Employee(Model):
    """What the company's CRM says about one of its own people."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.OneToOneRelation[Person] = fields.OneToOneField(
        "parley.Person", related_name="employee"
    )
    manager_name = fields.CharField(200, null=True)
    office = fields.CharField(200, null=True)

    class Meta:
        table = "employee"


class Member(Model):
    """A person in the space of one account. What happens there is done by a member."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="members", db_index=True
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "parley.Person", related_name="memberships", db_index=True
    )
    role = fields.CharEnumField(Role)
    joined_at = fields.DatetimeField(auto_now_add=True)
    left_at = fields.DatetimeField(null=True)

    account_id: Any
    person_id: Any
    seen_number: int = 0
    """How far the space had got when this member came in (set by access)."""

    class Meta:
        table = "member"
        unique_together = (("account", "person"),)

    @property
    def side(self) -> Side:
        return self.role.side

    @property
    def name(self) -> str:
        return self.person.display_name

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    @property
    def viewer(self) -> Viewer:
        return self.person.viewer._replace(side=self.side)

    @property
    def layout(self) -> dict[str, Any]:
        return {
            "viewer": self.viewer,
            "member": self,
            "space": self.account,
            "number": self.seen_number,
            "asks_gate": self.may(Right.ASK_GATE),
        }


class AccountProvider(Model):
    """A customers' OpenID provider, and an account that trusts it: it opens no other spaces."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="providers", db_index=True
    )
    provider: fields.ForeignKeyRelation[IdentityProvider] = fields.ForeignKeyField(
        "parley.IdentityProvider", related_name="accounts", db_index=True
    )

    class Meta:
        table = "account_provider"
        unique_together = (("account", "provider"),)


class InvitationState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Invitation(Model):
    """A seat offered to an address. Accepting it signs the person in."""

    LIVES = timedelta(days=14)

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "parley.Account", related_name="invitations", db_index=True
    )
    email = fields.CharField(254)
    name = fields.CharField(200)
    role = fields.CharEnumField(Role)
    state = fields.CharEnumField(InvitationState, default=InvitationState.INVITED)
    token_print = fields.CharField(64, unique=True, null=True)
    invited_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="invitations_sent", null=True, db_index=True
    )
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "parley.Member", related_name="invitations_accepted", null=True, db_index=True
    )
    invited_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    account_id: Any
    member_id: Any

    class Meta:
        table = "invitation"

    @property
    def is_open(self) -> bool:
        return self.state is InvitationState.INVITED and self.expires_at > now()

    @property
    def side(self) -> Side:
        return self.role.side
