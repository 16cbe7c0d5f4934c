"""Finds initiatives through the member: what is not yours does not exist."""

from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.initiatives.models import Initiative
from portal.errors import NotFound


async def initiative_of(member: Member, initiative_id: UUID) -> Initiative:
    """An initiative of the member's space. NotFound if there is none."""
    found = await Initiative.get_or_none(
        id=initiative_id, account_id=member.account_id
    ).select_related("author__person", "changed_by__person")
    if found is None:
        raise NotFound
    return found
