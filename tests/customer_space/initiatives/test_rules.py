"""States, signatures, and which edits take them away."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customer_space.accounts.rights import Side
from customer_space.initiatives.rules import (
    BOARD,
    DECIDED,
    SIGNING_SIDES,
    TRANSITIONS,
    WORDS,
    State,
    Step,
    Text,
    approved,
    changed_parts,
    content_hash,
    is_cosmetic,
    may_take,
    meaning_of,
    void_words,
)

TEXT = Text("A technician calls", "Two days after delivery.", "Returns fall by 1.5 %.", "Monthly.")
ENDS = {State.DECLINED, State.WITHDRAWN, State.ADOPTED, State.ADAPTED, State.STOPPED}

PINNED = {
    Step.PROPOSE: {"draft"},
    Step.TAKE_STANCE: {"proposed", "deliberating", "awaiting_signoff"},
    Step.SIGN: {"proposed", "deliberating", "awaiting_signoff"},
    Step.APPROVE: {"awaiting_signoff"},
    Step.REVISE: {"draft", "proposed", "deliberating", "awaiting_signoff"},
    Step.REFUSE: {"proposed", "deliberating", "awaiting_signoff"},
    Step.WITHDRAW: {"draft", "proposed", "deliberating", "awaiting_signoff"},
    Step.RUN: {"approved"},
    Step.REVIEW: {"running"},
    Step.ADOPT: {"reviewed"},
    Step.ADAPT: {"reviewed"},
    Step.STOP: {"reviewed"},
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", State)
def test_each_step_is_open_exactly_where_it_is_pinned(step, state):
    assert may_take(step, state) == (state in PINNED[step])


def test_every_state_is_reached_shown_and_named():
    reached = {state for arrows in TRANSITIONS.values() for state in arrows.values()}
    shown = [state for _, states in BOARD for state in states]

    assert reached | {State.DRAFT} == set(State) == set(WORDS)
    assert sorted(shown) == sorted(State)


def test_nothing_leads_out_of_an_end_and_something_out_of_all_else():
    assert {state for state in State if not any(may_take(step, state) for step in Step)} == ENDS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Two days after delivery.", "Two days after delivery"),
        ("We call, they answer.", "We call; they  answer…"),
        ("One paragraph. Another.", "One paragraph.\n\nAnother."),
        ("“Not before seven”", '"Not before seven"'),
        ("Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_a_cosmetic_edit_keeps_signatures(before, after):
    assert is_cosmetic(Text(before, "t", "e", "m"), Text(after, "t", "e", "m"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Returns fall by 1.5 percent", "Returns fall by 15 percent"),
        ("by 1,5", "by 15"),
        ("a change of -5", "a change of 5"),
        ("We call.", "We call?"),
        ("at 9:30", "at 9 30"),
        ("10 €", "10 $"),
        ("5 %", "5"),
        ("two visits", "three visits"),
        ("co-op", "co op"),
        ("we're in", "were in"),
        ("Polish", "polish"),
        ("", "not"),
    ],
)
def test_an_edit_of_the_meaning_takes_signatures_away(before, after):
    old, new = Text("t", before, "e", "m"), Text("t", after, "e", "m")

    assert not is_cosmetic(old, new)
    assert changed_parts(old, new) == ["what we want to try"]


def test_words_cannot_move_from_one_part_to_another_unseen():
    assert content_hash(Text("a", "b c", "d", "e")) != content_hash(Text("a", "b", "c d", "e"))


@given(st.text(), st.text(alphabet=string.ascii_letters, min_size=1))
def test_a_word_more_is_always_another_meaning(words, more):
    assert meaning_of(f"{words} {more}") != meaning_of(words)


@given(st.text())
def test_the_meaning_of_a_meaning_is_itself(words):
    assert meaning_of(meaning_of(words)) == meaning_of(words)


def test_approved_needs_both_sides_on_this_very_text():
    this, other = content_hash(TEXT), content_hash(Text("x", "x", "x", "x"))

    assert approved({Side.CUSTOMER: this, Side.COMPANY: this}, this)
    assert not approved({Side.CUSTOMER: this, Side.COMPANY: other}, this)
    assert not approved({Side.CUSTOMER: this, Side.PARTNER: this}, this)
    assert not approved({}, this)


def test_the_line_names_what_changed_and_whose_signature_is_gone():
    assert void_words("Rob", ["what we expect"], ["Ana"]) == (
        "Rob changed what we expect. The signature of Ana no longer covers the text."
    )
    assert void_words("Rob", ["the title", "what we expect"], ["Ana", "Lea"]) == (
        "Rob changed the title and what we expect. "
        "The signatures of Ana and Lea no longer cover the text."
    )
    assert void_words("Rob", ["the title"], []) == "Rob changed the title."


class Lives(RuleBasedStateMachine):
    """Any sequence of steps, signatures and edits that the rules let through."""

    @initialize()
    def begin(self):
        self.state, self.text, self.signed, self.decisions = State.DRAFT, TEXT, {}, 0
        self.approved_hash = None

    def take(self, step):
        self.state = TRANSITIONS[step][self.state]
        self.decisions += self.state in DECIDED and step is not Step.TAKE_STANCE

    @rule(
        step=st.sampled_from([s for s in Step if s not in {Step.SIGN, Step.APPROVE, Step.REVISE}])
    )
    def step(self, step):
        if may_take(step, self.state):
            self.take(step)

    @precondition(lambda self: may_take(Step.SIGN, self.state))
    @rule(side=st.sampled_from(SIGNING_SIDES), stale=st.booleans())
    def sign(self, side, stale):
        current = content_hash(self.text)
        read = content_hash(Text("older", "t", "e", "m")) if stale else current
        if read != current or side in self.signed:
            return
        self.take(Step.SIGN)
        self.signed[side] = current
        if approved(self.signed, current):
            self.take(Step.APPROVE)
            self.approved_hash = current

    @precondition(lambda self: may_take(Step.REVISE, self.state))
    @rule(
        words=st.sampled_from(
            ["Two days after delivery", "Three days.", "Two  days after delivery!"]
        )
    )
    def revise(self, words):
        after = Text(self.text.title, words, self.text.expecting, self.text.measuring)
        if not is_cosmetic(self.text, after):
            self.take(Step.REVISE)
            self.signed = {}
        self.text = after

    @invariant()
    def it_is_decided_once_at_most(self):
        assert self.decisions <= 1

    @invariant()
    def every_standing_signature_covers_the_text(self):
        assert set(self.signed.values()) <= {content_hash(self.text)}

    @invariant()
    def what_runs_was_signed_by_both_as_it_reads(self):
        if self.state in {State.APPROVED, State.RUNNING, State.REVIEWED, State.ADOPTED}:
            assert self.approved_hash == content_hash(self.text)
            assert set(self.signed) == set(SIGNING_SIDES)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
