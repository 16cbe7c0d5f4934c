"""What is shown of a plan; the same for every member of the space."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customer_space.accounts.models import Account, Member
from customer_space.accounts.rights import Right, Side
from customer_space.plans import rules
from customer_space.plans.models import (
    Commitment,
    CommitmentState,
    DesiredOutcome,
    Plan,
    RhythmAgreement,
    RhythmItem,
    RhythmLine,
    RhythmSignOff,
)
from customer_space.plans.scores.queries import standing
from portal.clock import now
from portal.database import rows

CLOSED_SHOWN = 20
LINES_SHOWN = 5


async def plan_with(plan_id: UUID) -> Plan:
    """The plan with its account."""
    return await Plan.get(id=plan_id).select_related("account")


async def outcomes_shown(plan: Plan) -> dict[str, Any]:
    """What `plans/_outcomes.html` asks for."""
    outcomes = await DesiredOutcome.filter(plan_id=plan.id, removed_at=None).order_by(
        "position"
    ).select_related("author__person")  # fmt: skip
    return {
        "space": plan.account,
        "outcomes": outcomes,
        "standing": await standing(plan.id),
        "steps": await _steps_of(plan.id),
    }


_STEPS = """
select outcome_id, count(*) filter (where state = 'open') as open,
  count(*) filter (where state = 'done') as done
from commitment where plan_id = $1 and outcome_id is not null and state <> 'dropped'
group by outcome_id
"""


async def _steps_of(plan_id: UUID) -> dict[UUID, dict[str, int]]:
    """Outcome: how many steps towards it are open, and how many done."""
    return {row["outcome_id"]: row for row in await rows(_STEPS, plan_id)}


async def commitments_shown(plan: Plan) -> dict[str, Any]:
    """What `plans/_commitments.html` asks for: the open by day, the closed by the latest."""
    mine = Commitment.filter(plan_id=plan.id).select_related("owner__person", "outcome")
    found = await mine.filter(state=CommitmentState.OPEN).order_by("due", "id")
    closed = mine.exclude(state=CommitmentState.OPEN).order_by("-closed_at", "id")
    return {
        "space": plan.account,
        "today": today_of(plan.account),
        "commitments": found,
        "orphans": [each for each in found if each.outcome is None or each.outcome.removed_at],
        "outcomes_there": await DesiredOutcome.exists(plan_id=plan.id, removed_at=None),
        "closed": await closed.limit(CLOSED_SHOWN),
    }


async def rhythm_shown(plan: Plan) -> dict[str, Any]:
    """What `plans/_rhythm.html` asks for."""
    items = await items_of(plan)
    signatures = await signatures_of(plan)
    agreement = await RhythmAgreement.get_or_none(plan_id=plan.id, ended_at=None)
    current = rules.content_hash(item.beat for item in items)
    return {
        "space": plan.account,
        "items": items,
        "signatures": {str(side): signature for side, signature in signatures.items()},
        "agreement": agreement,
        "in_force": agreement is not None and agreement.content_hash == current,
        "content_hash": current,
        "lines": await RhythmLine.filter(plan_id=plan.id).order_by("-at").limit(LINES_SHOWN),
    }


async def items_of(plan: Plan) -> list[RhythmItem]:
    """The lines of the rhythm, in the order they were added."""
    mine = RhythmItem.filter(plan_id=plan.id, removed_at=None).order_by("id")
    return await mine.select_related("who__person", "author__person")


async def signatures_of(plan: Plan) -> dict[Side, RhythmSignOff]:
    """Who has signed the rhythm as it reads now."""
    given = RhythmSignOff.filter(plan_id=plan.id, voided_at=None)
    return {each.side: each for each in await given.select_related("member__person")}


async def agreed_rhythm(account_id: UUID) -> rules.Rhythm | None:
    """What both sides signed last and what therefore binds; None: nothing was ever agreed."""
    found = await RhythmAgreement.get_or_none(plan__account_id=account_id, ended_at=None)
    return rules.Rhythm.of(found.content, found.agreed_at) if found else None


async def commitment_choices(account: Account) -> dict[str, Any]:
    """Who can owe something, and what for: pairs for the form's lists."""
    outcomes = await DesiredOutcome.filter(
        plan__account_id=account.id, removed_at=None
    ).order_by("position")  # fmt: skip
    return {
        "people": await people_of(account),
        "outcomes": [(str(outcome.id), outcome.words) for outcome in outcomes],
    }


async def topics_known() -> list[tuple[str, str]]:
    """Topics of the gate's catalogue: pairs of key and title. A rhythm binds on no other.

    The catalogue is kept by a capability beside this one, so its rows are read, not its code.
    """
    found = await rows("select key, title from contact_topic where is_public order by position")
    return [(row["key"], row["title"]) for row in found]


async def signers_of(account: Account) -> dict[str, list[str]]:
    """Side: the names of those who may sign for it."""
    members = await Member.filter(account_id=account.id, left_at=None).select_related("person")
    signers: dict[str, list[str]] = {str(side): [] for side in rules.SIGNING_SIDES}
    for member in members:
        if member.may(Right.SIGN):
            signers[str(member.side)].append(member.name)
    return signers


async def people_of(account: Account) -> list[tuple[str, str]]:
    """Who can owe something: pairs of a member's id and the name with the role."""
    members = await Member.filter(account_id=account.id, left_at=None).select_related("person")
    members.sort(key=lambda member: (member.side, member.name))
    return [(str(member.id), f"{member.name}, {member.role.label.lower()}") for member in members]


def today_of(account: Account) -> date:
    """The day it is for the customer: due words are the same for both sides."""
    return now().astimezone(zone_of(account)).date()


def zone_of(account: Account) -> ZoneInfo:
    """The customer's clock."""
    try:
        return ZoneInfo(account.tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
