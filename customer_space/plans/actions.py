"""What changes a plan: it is started, and its outcomes and commitments come, change and go."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from customer_space.accounts.models import Account, Member
from customer_space.documents.actions import start
from customer_space.plans.models import (
    Commitment,
    CommitmentKind,
    CommitmentState,
    DesiredOutcome,
    Plan,
)
from customer_space.plans.overtaken import Overtaken
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Invalid
from portal.live import announce

MOST_ROWS = 100
OPENING = (
    ("heading", "What we want to reach"),
    ("paragraph", ""),
    ("heading", "How we work together"),
    ("paragraph", ""),
)


@transaction
async def plan_for(account: Account) -> Plan:
    """The account's plan, started on first sight; the account's row is locked meanwhile."""
    if found := await Plan.get_or_none(account_id=account.id):
        return found
    await rows("select id from account where id = $1 for no key update", account.id)
    if found := await Plan.get_or_none(account_id=account.id):
        return found
    document = await start(account, "plan", "The plan", blocks=OPENING)
    return await Plan.create(account_id=account.id, document_id=document.id)


class OutcomeWords(NamedTuple):
    """What people write about a desired outcome."""

    words: str
    measure: str = ""
    baseline: str = ""
    target: str = ""


@transaction
async def add_outcome(written: OutcomeWords, *, by: Member) -> DesiredOutcome:
    """Write down what shall be reached, below the others."""
    plan = await locked_plan(by.account)
    [row] = await rows(
        "select count(*) as here, coalesce(max(position), 0) as last from desired_outcome "
        "where plan_id = $1",
        plan.id,
    )
    if row["here"] >= MOST_ROWS:
        raise Invalid({"words": f"A plan holds at most {MOST_ROWS} outcomes."})
    made = await DesiredOutcome.create(
        plan=plan, position=row["last"] + 1, author=by, changed_by=by, **written._asdict()
    )
    await announce(by.account.topic, "plans.outcome_added", made.id)
    return made


_EDIT_OUTCOME = """
update desired_outcome set words = $3, measure = $4, baseline = $5, target = $6,
  changed_by_id = $7, version = version + 1
where id = $1 and version = $2 and removed_at is null
returning id
"""


@transaction
async def edit_outcome(
    outcome: DesiredOutcome, written: OutcomeWords, *, version: int, by: Member
) -> None:
    """Change an outcome that was read at `version`. Overtaken if it has moved on since."""
    if not await rows(_EDIT_OUTCOME, outcome.id, version, *written, by.id):
        raise Overtaken(_overtaken(outcome, gone=outcome.removed_at is not None))
    await announce(by.account.topic, "plans.outcome_edited", outcome.id)


@transaction
async def remove_outcome(outcome: DesiredOutcome, *, by: Member) -> bool:
    """Take an outcome out of the plan; `restore_outcome` is the way back.

    False, here and below: somebody did it already, and nothing is left to do.
    """
    if not await rows(
        "update desired_outcome set removed_at = $2, changed_by_id = $3, version = version + 1 "
        "where id = $1 and removed_at is null returning id",
        outcome.id, now(), by.id,
    ):  # fmt: skip
        return False
    await announce(by.account.topic, "plans.outcome_removed", outcome.id)
    return True


@transaction
async def restore_outcome(outcome: DesiredOutcome, *, by: Member) -> bool:
    """Bring a removed outcome back to where it stood."""
    if not await rows(
        "update desired_outcome set removed_at = null, changed_by_id = $2, version = version + 1 "
        "where id = $1 and removed_at is not null returning id",
        outcome.id, by.id,
    ):  # fmt: skip
        return False
    await announce(by.account.topic, "plans.outcome_restored", outcome.id)
    return True


_NEIGHBOUR = """
select id, position from desired_outcome
where plan_id = $1 and removed_at is null
  and case when $3 then position < $2 else position > $2 end
order by abs(position - $2) limit 1
"""


@transaction
async def move_outcome(outcome: DesiredOutcome, *, up: bool, by: Member) -> None:
    """Let an outcome change places with its neighbour; at the end of the list it stays."""
    plan = await locked_plan(by.account)
    position = (await DesiredOutcome.get(id=outcome.id)).position
    neighbour = await rows(_NEIGHBOUR, plan.id, position, up)
    if not neighbour:
        return
    await DesiredOutcome.filter(id=outcome.id).update(position=neighbour[0]["position"])
    await DesiredOutcome.filter(id=neighbour[0]["id"]).update(position=position)
    await announce(by.account.topic, "plans.outcome_moved", outcome.id)


class CommitmentWords(NamedTuple):
    """What is owed, by whom, until when, and for which outcome."""

    text: str
    owner_id: UUID
    due: date
    kind: CommitmentKind = CommitmentKind.TASK
    outcome_id: UUID | None = None


@transaction
async def add_commitment(written: CommitmentWords, *, by: Member) -> Commitment:
    """Write down a step; anybody of the space may owe it."""
    plan = await locked_plan(by.account)
    await _check(written, plan, by)
    if await Commitment.filter(plan_id=plan.id, state="open").count() >= MOST_ROWS:
        raise Invalid({"text": f"A plan holds at most {MOST_ROWS} open commitments."})
    made = await Commitment.create(plan=plan, changed_by=by, **written._asdict())
    await announce(by.account.topic, "plans.commitment_added", made.id)
    return made


_EDIT_COMMITMENT = """
update commitment set text = $3, owner_id = $4, due = $5, kind = $6, outcome_id = $7,
  changed_by_id = $8, version = version + 1
where id = $1 and version = $2 and state = 'open'
returning id
"""


@transaction
async def edit_commitment(
    commitment: Commitment, written: CommitmentWords, *, version: int, by: Member
) -> None:
    """Change an open commitment that was read at `version`. Overtaken if it has moved on since."""
    await _check(written, await Plan.get(id=commitment.plan_id), by)
    if not await rows(_EDIT_COMMITMENT, commitment.id, version, *written, by.id):
        raise Overtaken(_overtaken(commitment, gone=not commitment.is_open))
    await announce(by.account.topic, "plans.commitment_edited", commitment.id)


@transaction
async def close_commitment(commitment: Commitment, state: CommitmentState, *, by: Member) -> bool:
    """It is done, or dropped."""
    if not await rows(
        "update commitment set state = $2, closed_at = $3, changed_by_id = $4, "
        "version = version + 1 where id = $1 and state = 'open' returning id",
        commitment.id, state, now(), by.id,
    ):  # fmt: skip
        return False
    await announce(by.account.topic, "plans.commitment_closed", commitment.id)
    return True


@transaction
async def reopen_commitment(commitment: Commitment, *, by: Member) -> bool:
    """Owed again."""
    if not await rows(
        "update commitment set state = 'open', closed_at = null, changed_by_id = $2, "
        "version = version + 1 where id = $1 and state <> 'open' returning id",
        commitment.id, by.id,
    ):  # fmt: skip
        return False
    await announce(by.account.topic, "plans.commitment_reopened", commitment.id)
    return True


async def locked_plan(account: Account) -> Plan:
    """The plan, its row held until the transaction ends: changes of one plan queue up."""
    plan = await plan_for(account)
    await rows("select id from plan where id = $1 for no key update", plan.id)
    return plan


async def _check(written: CommitmentWords, plan: Plan, by: Member) -> None:
    here = Member.filter(id=written.owner_id, account_id=by.account_id, left_at=None)
    if not await here.exists():
        raise Invalid({"owner_id": "Please choose somebody who is in this space."})
    if written.outcome_id and not await DesiredOutcome.exists(
        id=written.outcome_id, plan_id=plan.id, removed_at=None
    ):
        raise Invalid({"outcome_id": "This outcome is not in the plan any more."})


def _overtaken(row: DesiredOutcome | Commitment, *, gone: bool) -> str:
    name = row.changed_by.name
    if gone:
        return f"{name} took this off the list while you were writing. Your words are still here."
    return f"{name} changed this while you were writing. Save again to put your words in its place."
