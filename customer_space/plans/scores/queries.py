"""What is shown of scores: where each outcome stands, and how it got there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from customer_space.accounts.rights import Side
from customer_space.plans.models import DesiredOutcome
from customer_space.plans.scores.models import OutcomeScore
from portal.clock import now
from portal.database import rows

SHOWN = 200
DAYS_DRAWN = 24

_LATEST = """
select distinct on (s.outcome_id, s.side) s.outcome_id, s.side, s.value, s.measured, s.at
from outcome_score s join desired_outcome o on o.id = s.outcome_id
where o.plan_id = $1 and o.removed_at is null and s.at <= $2
order by s.outcome_id, s.side, s.at desc, s.id desc
"""


class Course(NamedTuple):
    """Days on which somebody scored, and each side's value on them (None: it did not)."""

    days: list[str]
    values: dict[str, list[int | None]]


Standing = dict[str, Any]
"""A row of the latest scores: outcome_id, side, value, measured, at."""


async def standing(plan_id: UUID, *, upto: datetime | None = None) -> dict[UUID, list[Standing]]:
    """Outcome: the latest score of each side (up to an instant), in the order of the sides."""
    found: dict[UUID, list[Standing]] = {}
    order = list(Side)
    for row in sorted(
        await rows(_LATEST, plan_id, upto or now()), key=lambda row: order.index(row["side"])
    ):
        found.setdefault(row["outcome_id"], []).append(row)
    return found


async def scores_of(outcome: DesiredOutcome) -> list[OutcomeScore]:
    """What was said about an outcome, the latest first, with who said it."""
    mine = OutcomeScore.filter(outcome_id=outcome.id).order_by("-at", "-id").limit(SHOWN)
    return await mine.select_related("member__person")


def course(scores: Iterable[OutcomeScore], zone: ZoneInfo) -> Course:
    """The latest score of each side on each day, the earliest day first, for drawing."""
    by_day: dict[Any, dict[str, int]] = {}
    for score in sorted(scores, key=lambda score: (score.at, score.id)):
        by_day.setdefault(score.at.astimezone(zone).date(), {})[str(score.side)] = score.value
    days = sorted(by_day)[-DAYS_DRAWN:]
    sides = [str(side) for side in Side if any(str(side) in by_day[day] for day in days)]
    return Course(
        [f"{day:%-d %b %y}" for day in days],
        {side: [by_day[day].get(side) for day in days] for side in sides},
    )
