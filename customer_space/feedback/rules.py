"""What may happen to feedback, and by which side: pure, as the page and the actions ask it.

The side that gives feedback does not answer it itself, and only it can say that it is settled.
Silence is never agreement: what nobody confirms is unconfirmed.
"""

from datetime import timedelta
from enum import StrEnum

from customer_space.accounts.rights import Side

SILENCE = timedelta(days=14)
"""After an answer; then it counts as unconfirmed."""


class FeedbackState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        return WORDS[self]


class Step(StrEnum):
    """What can be done about it."""

    TAKE = "taking"
    ANSWER = "answer"
    CONFIRM = "confirmation"
    REOPEN = "reopening"
    LAPSE = "silence"


State = FeedbackState

WORDS = {
    State.OPEN: "Waits for somebody to take it up",
    State.TAKEN: "Somebody is on it",
    State.ANSWERED: "Answered: did that settle it?",
    State.CONFIRMED: "Settled",
    State.UNCONFIRMED: "Answered, nobody has said whether that settled it",
    State.REOPENED: "Open again",
}
TRANSITIONS: dict[Step, dict[FeedbackState, FeedbackState]] = {
    Step.TAKE: dict.fromkeys((State.OPEN, State.REOPENED), State.TAKEN),
    Step.ANSWER: dict.fromkeys((State.OPEN, State.TAKEN, State.REOPENED), State.ANSWERED),
    Step.CONFIRM: dict.fromkeys((State.ANSWERED, State.UNCONFIRMED), State.CONFIRMED),
    Step.REOPEN: dict.fromkeys(
        (State.ANSWERED, State.UNCONFIRMED, State.CONFIRMED),
        State.REOPENED,
    ),
    Step.LAPSE: {State.ANSWERED: State.UNCONFIRMED},
}
OF_THE_OTHERS = {Step.TAKE, Step.ANSWER}
PARTS = (
    ("Waits for the other side", (State.OPEN, State.REOPENED, State.TAKEN)),
    ("Answered", (State.ANSWERED, State.UNCONFIRMED)),
    ("Settled", (State.CONFIRMED,)),
)
"""How a list of feedback is parted, and in which order."""


def may_take(step: Step, state: FeedbackState) -> bool:
    """Whether this can be done about feedback that stands so."""
    return state in TRANSITIONS[step]


def is_for(step: Step, *, giver: Side, side: Side) -> bool:
    """Whether that side is the one to do it: the others answer, the giver says if it settled."""
    return (side is not giver) if step in OF_THE_OTHERS else (side is giver)
