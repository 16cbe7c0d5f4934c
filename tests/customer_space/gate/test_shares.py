"""Fair shares: who has had theirs leaves the place to those who wait and have had fewer."""

from dataclasses import replace

import pytest

from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.reading import request_from, touch_from
from tests.customer_space.gate.asking import ANA, POINTS, at, touch
from tests.customer_space.gate.case_files import snapshot_of

NOON = "2027-02-17T12:00"


def asks(sender: str, touches: list[dict], waiting: list[dict], **cap) -> Decision:
    """The sender asks at noon; four contacts a calendar month, unless said otherwise."""
    limit = {"type": "cap", "id": "four", "max": 4, "window": {"calendar": "month"}, **cap}
    world = snapshot_of(
        {
            "persons": {"ana": {**ANA, "rules": [limit]}},
            "accounts": {"acme": {}},
            "points": POINTS,
            "touches": touches,
        }
    )
    claims = tuple(
        touch_from({"state": "held", "expires": "2027-02-20T12:00Z", **touch(NOON), **claim})
        for claim in waiting
    )
    plain = {"person": "ana", "account": "acme", "channel": "email", "class": "relationship"}
    asked = request_from({**plain, "sender": sender, "weight": 1, "at": NOON})
    return decide(replace(world, waiting=claims), asked, asked.at)


def by(sender: str, day: int, **more) -> dict:
    return touch(f"2027-02-{day:02}T12:00", sender=sender, **more)


TWO_OF_A = [by("a", 3), by("a", 5)]


def test_s26_who_has_used_their_share_yields_to_one_who_waits_and_had_none():
    answer = asks("a", TWO_OF_A, [{"sender": "b"}])
    assert (answer.outcome, answer.headline.code) == (Outcome.DEFER, "share.yield")
    assert (answer.headline.rule_id, answer.next_at) == ("four", at("2027-02-20T12:00"))
    assert asks("b", TWO_OF_A, [{"sender": "b"}]).outcome is Outcome.ALLOW
    assert asks("a", TWO_OF_A, []).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("touches", "waiting"),
    [
        ([by("a", 3)], [{"sender": "b"}]),
        ([*TWO_OF_A, by("b", 4), by("b", 6, weight=0)], [{"sender": "a"}]),
        (TWO_OF_A, [{"sender": "b", "expires": "2027-02-17T12:00Z"}]),
        (TWO_OF_A, [{"sender": "b", "class": "service"}]),
        ([by("a", 3, **{"class": "service"}), by("a", 5)], [{"sender": "b"}]),
    ],
    ids=["below the share", "only oneself waits", "no longer", "not counted", "nor these"],
)
def test_nobody_yields_without_cause(touches, waiting):
    assert asks("a", touches, waiting).outcome is Outcome.ALLOW


def test_who_waits_but_has_had_their_share_does_not_hold_others_up():
    touches = [*TWO_OF_A, by("b", 4), by("b", 6)]
    assert asks("a", touches, [{"sender": "b"}], max=5).outcome is Outcome.ALLOW


def test_a_share_is_one_at_least_and_three_share_by_three():
    waiting = [{"sender": "b"}, {"sender": "c"}]
    assert asks("a", [by("a", 3)], waiting).headline.code == "share.yield"
    assert asks("a", [], waiting, max=2).outcome is Outcome.ALLOW
    assert asks("a", [by("a", 3)], waiting, max=6).outcome is Outcome.ALLOW


def test_what_the_plan_has_booked_is_nobodys_share():
    planned = [by("plan", 20, state="held"), by("plan", 22, state="held")]
    answer = asks("a", [by("a", 3), *planned], [{"sender": "b"}], max=6)
    assert answer.headline.code == "share.yield"


def test_the_share_opens_again_where_the_window_does():
    rolling = {"window": {"rolling": "P14D"}}
    assert asks("a", TWO_OF_A, [{"sender": "b"}], **rolling).outcome is Outcome.ALLOW
    answer = asks("a", [by("a", 4), by("a", 5)], [{"sender": "b"}], **rolling)
    assert (answer.headline.code, answer.next_at) == ("share.yield", at("2027-02-18T12:00"))
