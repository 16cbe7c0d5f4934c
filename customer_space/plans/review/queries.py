"""What a review gathers of some days; the same for both sides, and of sides, never of people."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from customer_space.accounts.rights import Side
from customer_space.plans.calendar.queries import kept_between
from customer_space.plans.calendar.rules import Month
from customer_space.plans.models import Commitment, CommitmentState, DesiredOutcome, Plan
from customer_space.plans.queries import today_of, zone_of
from customer_space.plans.review.models import BusinessReview
from customer_space.plans.scores.queries import Standing, standing
from portal.database import rows

FIRST_LOOK = timedelta(days=91)
"""How far back the first review looks."""


class Promises(NamedTuple):
    """What one side owed in these days."""

    side: str
    kept: int
    late: int
    """Done, but after the day it was due."""
    overdue: int
    dropped: int


class Score(NamedTuple):
    """How far a side sees an outcome now, and saw it when these days began."""

    side: str
    value: int
    before: int | None
    measured: str


class Reached(NamedTuple):
    """An outcome and what both sides say of it."""

    outcome: DesiredOutcome
    scores: list[Score]
    steps_done: int


async def review_shown(plan: Plan, since: date) -> dict[str, Any]:
    """What `plans/review.html` asks for. The plan's account has to be loaded."""
    today, start = today_of(plan.account), _midnight(plan, since)
    owed = await _owed(plan, start)
    done = [each for each in owed if each.state is CommitmentState.DONE]
    return {
        "since": since,
        "upto": today,
        "reached": await _reached(plan, start, done),
        "promises": [_promises(side, owed, plan, today) for side in Side],
        "done": done,
        "overdue": [each for each in owed if each.is_overdue(today)],
        "orphans": [each for each in owed if each.is_open and each.outcome is None],
        "contacts": _total(await kept_between(plan, since), since),
        "initiatives": await _initiatives(plan.account_id, start),
        "held": await BusinessReview.filter(plan_id=plan.id).order_by("-day").first(),
    }


async def last_review(plan: Plan) -> date:
    """Where the next review begins: the day of the last one, or a quarter ago."""
    today = today_of(plan.account)
    found = await BusinessReview.filter(plan_id=plan.id, day__lt=today).order_by("-day").first()
    return found.day if found else today - FIRST_LOOK


async def _reached(plan: Plan, start: datetime, done: list[Commitment]) -> list[Reached]:
    outcomes = await DesiredOutcome.filter(plan_id=plan.id, removed_at=None).order_by("position")
    current, earlier = await standing(plan.id), await standing(plan.id, upto=start)
    return [
        Reached(
            outcome,
            _scores(current.get(outcome.id, []), earlier.get(outcome.id, [])),
            sum(each.outcome_id == outcome.id for each in done),
        )
        for outcome in outcomes
    ]


def _scores(current: list[Standing], earlier: list[Standing]) -> list[Score]:
    before = {row["side"]: row["value"] for row in earlier}
    return [
        Score(row["side"], row["value"], before.get(row["side"]), row["measured"])
        for row in current
    ]


async def _owed(plan: Plan, start: datetime) -> list[Commitment]:
    """All that is open, and what was closed since."""
    found = await Commitment.filter(plan_id=plan.id).order_by("due", "id").select_related(
        "owner__person", "outcome"
    )  # fmt: skip
    return [each for each in found if each.closed_at is None or each.closed_at >= start]


def _promises(side: Side, owed: list[Commitment], plan: Plan, today: date) -> Promises:
    mine = [each for each in owed if each.owner.side is side]
    zone = zone_of(plan.account)
    late = [
        each.closed_at is not None and each.closed_at.astimezone(zone).date() > each.due
        for each in mine
        if each.state is CommitmentState.DONE
    ]
    return Promises(
        str(side),
        kept=late.count(False),
        late=late.count(True),
        overdue=sum(each.is_overdue(today) for each in mine),
        dropped=sum(each.state is CommitmentState.DROPPED for each in mine),
    )


def _total(months: list[Month], since: date) -> Month:
    total = Month(since)
    for month in months:
        for name in ("planned", "kept", "moved", "omitted", "missed", "extra"):
            setattr(total, name, getattr(total, name) + getattr(month, name))
    return total


# Initiatives are kept by a capability above this one, so their rows are read, not its code.
_INITIATIVES = """
select id, number, title, state, measuring, result, lesson from initiative
where account_id = $1 and changed_at >= $2 and state <> 'draft' order by number
"""


async def _initiatives(account_id: UUID, start: datetime) -> list[dict[str, Any]]:
    return await rows(_INITIATIVES, account_id, start)


def _midnight(plan: Plan, day: date) -> datetime:
    return datetime.combine(day, time.min, zone_of(plan.account)).astimezone(UTC)
