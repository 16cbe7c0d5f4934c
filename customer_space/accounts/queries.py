"""Who sits in a space, who is invited, and where somebody has a seat."""

from dataclasses import dataclass

from auth.models import Session
from customer_space.accounts.access import opens
from customer_space.accounts.models import Account, Invitation, InvitationState, Member
from customer_space.accounts.rights import Role, Side
from portal.clock import now
from portal.database import rows

ORDER = [Side.CUSTOMER, Side.COMPANY, Side.PARTNER]
LEADS_FIRST = [
    Role.CUSTOMER_LEAD, Role.ACCOUNT_LEAD, Role.CUSTOMER_MEMBER, Role.REP, Role.FACILITATOR,
    Role.PARTNER,
]  # fmt: skip


@dataclass(frozen=True)
class SideOfSpace:
    """One side of a space: those who sit there, and those who are invited to."""

    side: Side
    members: list[Member]
    invitations: list[Invitation]


async def sides_of(account: Account) -> list[SideOfSpace]:
    """The sides of a space that have people, each with them and with the invited."""
    members = await Member.filter(account_id=account.id, left_at=None).select_related("person")
    members.sort(key=lambda member: (LEADS_FIRST.index(member.role), member.name.casefold()))
    invitations = await open_invitations(account)
    sides = [
        SideOfSpace(
            side,
            [member for member in members if member.side is side],
            [each for each in invitations if each.side is side],
        )
        for side in ORDER
    ]
    return [side for side in sides if side.members or side.invitations]


async def open_invitations(account: Account) -> list[Invitation]:
    """The invitations to a space that wait for an answer, the newest first."""
    found = Invitation.filter(
        account_id=account.id, state=InvitationState.INVITED, expires_at__gt=now()
    )
    return await found.select_related("invited_by__person").order_by("-invited_at")


async def seats_of(session: Session) -> list[Member]:
    """The seats of whoever is signed in, as far as that sign-in opens them, by space."""
    found = Member.filter(person_id=session.person.id, left_at=None).select_related("account")
    seats = await found.order_by("account__name")
    for seat in seats:
        seat.person = session.person
    return [seat for seat in seats if await opens(session, seat)]


async def invitations_for(session: Session) -> list[Invitation]:
    """What is offered to whoever is signed in, where their address is proven by us or ours."""
    if session.provider_id is not None or not session.person.email:
        return []
    found = Invitation.filter(
        email=session.person.email, state=InvitationState.INVITED, expires_at__gt=now()
    )
    return await found.select_related("account", "invited_by__person").order_by("invited_at")


async def people_with_a_seat() -> int:
    """How many people sit in any space."""
    [row] = await rows("select count(distinct person_id) from member where left_at is null")
    return int(row["count"])
