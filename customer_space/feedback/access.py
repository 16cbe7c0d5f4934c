"""Finds feedback through the member: what is not of their space does not exist."""

from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.feedback.models import Feedback
from customer_space.feedback.queries import shown
from portal.errors import NotFound


async def feedback_of(member: Member, feedback_id: UUID) -> Feedback:
    """Feedback in the member's space. NotFound if there is none."""
    found = await shown().get_or_none(id=feedback_id, account_id=member.account_id)
    if found is None:
        raise NotFound
    return found
