"""The sentences: complete, alike for both sides, in the recipient's own time."""

import pytest

from customer_space.gate.rules.answer import Decision, Outcome, Reason
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.statements import Level
from customer_space.gate.sentences import CHANNEL_WORDS, SENTENCES
from customer_space.gate.words import Context, explain
from tests.customer_space.gate.asking import ask, at, touch

NAMED = {"max": "2", "n": "2", "window": "week", "hours": "21:00-08:00", "rep": "Rob"}
CALL = Context(Channel.VOICE_LIVE, topic="advice", account="Acme", place="New York")


def test_the_next_time_is_said_in_anas_zone_with_weekday_and_zone():
    quiet = {"type": "quiet", "from": "21:00", "to": "08:00"}
    answer = ask("2027-02-11T03:00", ana={"rules": [quiet]}, channel="voice")
    said = explain(answer, CALL)
    assert said.short == (
        "These are quiet hours you gave us (21:00-08:00)."
        " Next: Thursday 11 February 2027, 08:00 (America/New_York)."
    )
    assert said.full == said.short
    assert said.remedy.startswith("Book the next permitted time")


def test_all_reasons_are_said_and_another_way_is_offered():
    rules = [
        {"type": "deny", "channels": ["voice"], "set_at": "2026-05-01T12:00Z"},
        {"type": "quiet", "from": "21:00", "to": "08:00", "channels": ["voice"]},
    ]
    ana = {"rules": rules, "channel_order": ["email"]}
    said = explain(ask("2027-02-11T03:00", ana=ana, channel="voice"), CALL)
    assert said.short == "You switched off phone call on 1 May 2026."
    assert said.full.endswith("(21:00-08:00). It can go by e-mail now.")


def test_an_allow_says_which_of_how_many_it_is():
    rule = {"type": "cap", "max": 4, "window": {"calendar": "month"}}
    world = {"touches": [touch("2027-02-02T15:00")]}
    said = explain(ask("2027-02-10T15:00", ana={"rules": [rule]}, world=world), CALL)
    assert said.short.endswith("This is 2 of 4 this month.")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_code_has_a_whole_sentence_without_any_date(code):
    shown = code.replace("*.", "point.").replace(".*", ".manual")
    reason = Reason(
        shown, Level.PERSON, params=NAMED | ({"channel": "portal"} if "redirect" in code else {})
    )
    answer = Decision(Outcome.DENY, (reason,), at("2027-02-10T15:00"))
    said = explain(answer, CALL)
    assert said.short.endswith(".")
    assert "{" not in said.short
    assert "  " not in said.short
    assert said.remedy or code.startswith("ok")


def test_every_channel_has_a_word():
    assert set(CHANNEL_WORDS) == set(Channel)
