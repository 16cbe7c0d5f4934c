"""What may happen to feedback, by whom."""

import pytest

from customer_space.accounts.rights import Side
from customer_space.feedback.rules import (
    PARTS,
    TRANSITIONS,
    WORDS,
    FeedbackState,
    Step,
    is_for,
    may_take,
)

NOT_YET = {
    Step.TAKE: {"taken", "answered", "confirmed", "unconfirmed"},
    Step.ANSWER: {"answered", "confirmed", "unconfirmed"},
    Step.CONFIRM: {"open", "taken", "reopened", "confirmed"},
    Step.REOPEN: {"open", "taken", "reopened"},
    Step.LAPSE: set(FeedbackState) - {"answered"},
}


@pytest.mark.parametrize("step", Step)
def test_each_step_is_open_in_some_states_only(step):
    assert {state for state in FeedbackState if not may_take(step, state)} == NOT_YET[step]


def test_silence_leads_nowhere_but_to_unconfirmed():
    assert TRANSITIONS[Step.LAPSE] == {FeedbackState.ANSWERED: FeedbackState.UNCONFIRMED}


@pytest.mark.parametrize("giver", Side)
@pytest.mark.parametrize("side", Side)
def test_the_others_answer_and_the_giver_says_whether_it_is_settled(giver, side):
    assert is_for(Step.TAKE, giver=giver, side=side) == (giver is not side)
    assert is_for(Step.ANSWER, giver=giver, side=side) == (giver is not side)
    assert is_for(Step.CONFIRM, giver=giver, side=side) == (giver is side)
    assert is_for(Step.REOPEN, giver=giver, side=side) == (giver is side)


def test_every_state_has_words_and_stands_in_one_part_of_the_list():
    assert set(WORDS) == set(FeedbackState)
    assert sorted(state for _, states in PARTS for state in states) == sorted(FeedbackState)
