"""What changes feedback. Every state is taken by one conditional update, or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.accounts.models import Account, Member
from customer_space.feedback.models import Feedback, FeedbackLine
from customer_space.feedback.rules import SILENCE, TRANSITIONS, FeedbackState, Step, is_for
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, NotAllowed
from portal.live import announce
from portal.outbox import enqueue

LAPSE = "feedback.lapse"


@transaction
async def give(
    words: str, *, by: Member, author: Member | None = None, said_in: UUID | None = None
) -> Feedback:
    """Say something about working together; `author` is who said it where it was a message."""
    said_by = author or by
    made = await Feedback.create(
        account_id=by.account_id, author_id=said_by.id, words=words, said_in=said_in,
        given_at=now(), changed_at=now(),
    )  # fmt: skip
    line = f"{by.name} gave this feedback."
    if said_by.id != by.id:
        line = f"{by.name} made this of what {said_by.name} said."
    await _line(made, line, by.side)
    await announce(by.account.topic, "feedback.feedback_given", made.id)
    return made


@transaction
async def take(feedback: Feedback, *, by: Member) -> None:
    """Somebody of another side is on it."""
    await _move(feedback, Step.TAKE, by)
    await Feedback.filter(id=feedback.id).update(taken_by_id=by.id)
    await _line(feedback, f"{by.name} took this up.", by.side)
    await announce(by.account.topic, "feedback.feedback_taken", feedback.id)


@transaction
async def answer(feedback: Feedback, words: str, *, by: Member) -> None:
    """Somebody of another side says what came of it; who answers has it from then on."""
    await _move(feedback, Step.ANSWER, by)
    at = now()
    await Feedback.filter(id=feedback.id).update(
        answer=words, answered_by_id=by.id, answered_at=at, taken_by_id=by.id
    )
    await _line(feedback, f"{by.name} answered: {words}", by.side)
    payload = {"feedback": str(feedback.id), "answered_at": at.isoformat()}
    await enqueue(LAPSE, payload, at=at + SILENCE)
    await announce(by.account.topic, "feedback.feedback_answered", feedback.id)


@transaction
async def confirm(feedback: Feedback, *, by: Member) -> None:
    """The side that gave it says that it is settled."""
    await _move(feedback, Step.CONFIRM, by)
    await _line(feedback, f"{by.name} said that this settled it.", by.side)
    await announce(by.account.topic, "feedback.feedback_confirmed", feedback.id)


@transaction
async def reopen(feedback: Feedback, reason: str, *, by: Member) -> None:
    """The side that gave it says that it is not settled, and why."""
    await _move(feedback, Step.REOPEN, by)
    await _line(feedback, f"{by.name} opened it again: {reason}", by.side)
    await announce(by.account.topic, "feedback.feedback_reopened", feedback.id)


@transaction
async def lapse(feedback_id: UUID, answered_at: datetime) -> bool:
    """Nobody said anything about the answer of that instant; False: somebody did."""
    before, after = _arrows(Step.LAPSE)
    lapsed = await rows(
        "update feedback set state = $4, changed_at = $5 "
        "where id = $1 and answered_at = $2 and state = $3 returning account_id",
        feedback_id, answered_at, before[0], after[0], now(),
    )  # fmt: skip
    if not lapsed:
        return False
    feedback = await Feedback.get(id=feedback_id).select_related("author")
    await _line(feedback, "Nobody said whether this settled it.", feedback.side)
    account = await Account.get(id=lapsed[0]["account_id"])
    await announce(account.topic, "feedback.feedback_lapsed", feedback_id)
    return True


_MOVE = """
update feedback set state = ($3::text[])[array_position($2::text[], state::text)], changed_at = $4
where id = $1 and state = any($2::text[])
returning state
"""


async def _move(feedback: Feedback, step: Step, by: Member) -> None:
    """The author has to be loaded.

    Raises:
        NotAllowed: it is for another side to do.  Conflict: it stands otherwise by now.
    """
    if not is_for(step, giver=feedback.side, side=by.side):
        raise NotAllowed(
            "Only the side that gave this can say whether it is settled."
            if by.side is not feedback.side
            else "Your own side gave this: another side takes it up and answers."
        )
    if not await rows(_MOVE, feedback.id, *_arrows(step), now()):
        state = (await Feedback.get(id=feedback.id)).state
        raise Conflict(f"This stands otherwise by now: {state.words[0].lower()}{state.words[1:]}.")


def _arrows(step: Step) -> tuple[list[str], list[str]]:
    arrows: dict[FeedbackState, FeedbackState] = TRANSITIONS[step]
    return list(map(str, arrows)), list(map(str, arrows.values()))


async def _line(feedback: Feedback, words: str, side: Any) -> None:
    await FeedbackLine.create(feedback_id=feedback.id, words=words, side=side, at=now())
