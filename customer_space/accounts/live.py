"""What the others see when somebody joins, leaves or is invited: the list of people anew."""

from uuid import UUID

from markupsafe import Markup

from customer_space.accounts.models import Account, Invitation, Member
from customer_space.accounts.queries import sides_of
from portal.live import Renderer
from portal.templating import fragment, replacing


async def of_member(member_id: UUID) -> Markup | None:
    """Somebody joined or left."""
    member = await Member.get_or_none(id=member_id).select_related("account")
    return await _people(member.account) if member else None


async def of_invitation(invitation_id: UUID) -> Markup | None:
    """Somebody was invited, or an invitation has ended."""
    invitation = await Invitation.get_or_none(id=invitation_id).select_related("account")
    return await _people(invitation.account) if invitation else None


async def _people(account: Account) -> Markup:
    sides = await sides_of(account)
    return replacing(fragment("accounts/_people.html", sides=sides, space=account))


live: dict[str, Renderer] = {
    "accounts.member_joined": of_member,
    "accounts.member_left": of_member,
    "accounts.invitation_sent": of_invitation,
    "accounts.invitation_ended": of_invitation,
}
