"""Finds plans and their rows through the member: what is not yours does not exist."""

from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.plans.models import Commitment, DesiredOutcome, RhythmItem
from portal.errors import NotFound


async def outcome_of(member: Member, outcome_id: UUID) -> DesiredOutcome:
    """A desired outcome of the member's plan (also a removed one). NotFound if there is none."""
    found = await DesiredOutcome.get_or_none(
        id=outcome_id, plan__account_id=member.account_id
    ).select_related("changed_by__person", "author__person")
    if found is None:
        raise NotFound
    return found


async def commitment_of(member: Member, commitment_id: UUID) -> Commitment:
    """A commitment of the member's plan. NotFound if there is none."""
    found = await Commitment.get_or_none(
        id=commitment_id, plan__account_id=member.account_id
    ).select_related("owner__person", "changed_by__person", "outcome")
    if found is None:
        raise NotFound
    return found


async def rhythm_item_of(member: Member, item_id: UUID) -> RhythmItem:
    """A line of the rhythm of the member's plan. NotFound if there is none."""
    found = await RhythmItem.get_or_none(
        id=item_id, plan__account_id=member.account_id
    ).select_related("who__person", "changed_by__person")
    if found is None:
        raise NotFound
    return found
