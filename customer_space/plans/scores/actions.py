"""What changes a score: somebody says how far an outcome is reached."""

from typing import NamedTuple

from customer_space.accounts.models import Member
from customer_space.plans.models import DesiredOutcome
from customer_space.plans.scores.models import OutcomeScore
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict
from portal.live import announce


class ScoreWords(NamedTuple):
    """What somebody says about an outcome; `value` from 0 to 10."""

    value: int
    measured: str = ""
    note: str = ""


@transaction
async def score(outcome: DesiredOutcome, written: ScoreWords, *, by: Member) -> OutcomeScore:
    """Say, for one's own side, how far an outcome is reached today.

    Raises:
        Conflict: the outcome is not in the plan any more.
    """
    if not await rows(
        "select id from desired_outcome where id = $1 and removed_at is null for share", outcome.id
    ):
        raise Conflict("This outcome is not in the plan any more.")
    made = await OutcomeScore.create(
        outcome_id=outcome.id, side=by.side, member=by, at=now(), **written._asdict()
    )
    await announce(by.account.topic, "plans.outcome_scored", outcome.id)
    return made
