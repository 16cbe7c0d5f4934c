"""What those who look at a plan see when something in it has changed."""

from uuid import UUID

from markupsafe import Markup

from customer_space.plans.models import Commitment, DesiredOutcome, Plan
from customer_space.plans.panels import (
    commitments_panel,
    occurrences_panel,
    outcomes_panel,
    rhythm_panel,
)
from customer_space.plans.queries import plan_with
from portal.live import Renderer
from portal.templating import replacing


async def outcomes(subject: UUID) -> Markup | None:
    """The outcomes, and the commitments, which name them."""
    outcome = await DesiredOutcome.get_or_none(id=subject)
    if outcome is None:
        return None
    plan = await plan_with(outcome.plan_id)
    return replacing(await outcomes_panel(plan)) + replacing(await commitments_panel(plan))


async def commitments(subject: UUID) -> Markup | None:
    """All commitments, as one that changes may change its place, and the outcomes they lead to."""
    commitment = await Commitment.get_or_none(id=subject)
    if commitment is None:
        return None
    plan = await plan_with(commitment.plan_id)
    return replacing(await commitments_panel(plan)) + replacing(await outcomes_panel(plan))


async def rhythm(subject: UUID) -> Markup | None:
    """The rhythm with its signatures. The subject is the plan."""
    if not await Plan.exists(id=subject):
        return None
    return replacing(await rhythm_panel(await plan_with(subject)))


async def agreement(subject: UUID) -> Markup | None:
    """The rhythm as it binds now, and the days it makes."""
    if not await Plan.exists(id=subject):
        return None
    plan = await plan_with(subject)
    return replacing(await rhythm_panel(plan)) + replacing(await occurrences_panel(plan))


async def occurrences(subject: UUID) -> Markup | None:
    """The days of the rhythm. The subject is the plan."""
    if not await Plan.exists(id=subject):
        return None
    return replacing(await occurrences_panel(await plan_with(subject)))


live: dict[str, Renderer] = {
    "plans.outcome_added": outcomes,
    "plans.outcome_edited": outcomes,
    "plans.outcome_removed": outcomes,
    "plans.outcome_restored": outcomes,
    "plans.outcome_moved": outcomes,
    "plans.outcome_scored": outcomes,
    "plans.commitment_added": commitments,
    "plans.commitment_edited": commitments,
    "plans.commitment_closed": commitments,
    "plans.commitment_reopened": commitments,
    "plans.rhythm_edited": rhythm,
    "plans.rhythm_signed": rhythm,
    "plans.rhythm_agreed": agreement,
    "plans.occurrence_changed": occurrences,
}
