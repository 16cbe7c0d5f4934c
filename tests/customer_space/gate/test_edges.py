"""First and last instants: how long a permit is good, how far the gate looks, what it names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Permit, Refusal
from customer_space.gate.rules.reading import request_from
from tests.customer_space.gate.asking import ANA, POINTS, ask, at, touch
from tests.customer_space.gate.case_files import snapshot_of

NOON = "2027-02-10T17:00"
TICK = timedelta(microseconds=1)
CAP = {"type": "cap", "id": "few", "max": 3, "window": {"rolling": "P7D"}}


@pytest.mark.parametrize(
    ("request_", "minutes"),
    [
        ({}, 240),
        ({"channel": "sms"}, 240),
        ({"bulk": True}, 1440),
        ({"channel": "voice"}, 15),
        ({"channel": "visit"}, 15),
        ({"channel": "voice", "bulk": True}, 15),
        ({"latest": "2027-02-10T17:30"}, 30),
        ({"latest": "2027-02-10T17:00"}, 240),
    ],
)
def test_a_permit_lasts_as_long_as_its_kind_of_contact_may_wait(request_, minutes):
    assert ask(NOON, **request_).permit_until == at(NOON) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "world",
    [
        {"consents": [{"person": "ana", "given": "2027-01-01", "expires": "2027-02-10T18:00"}]},
        {"consents": [{"person": "ana", "given": "2027-01-01", "withdrawn": "2027-02-10T18:00"}]},
    ],
    ids=["expires", "withdrawn"],
)
def test_a_permit_ends_with_the_yes_it_may_rest_on(world):
    assert ask(NOON, world=world).permit_until == at("2027-02-10T18:00")


def test_a_permit_ends_where_ana_objects_or_pauses():
    objecting = ask(NOON, ana={"objected_at": "2027-02-10T18:00"})
    assert objecting.permit_until == at("2027-02-10T18:00")
    pause = {"type": "pause", "from": "2027-02-10T19:00", "until": "2027-02-12T19:00"}
    assert ask(NOON, ana={"rules": [pause]}).permit_until == at("2027-02-10T19:00")


@pytest.mark.parametrize(
    ("days", "outcome"), [(399, Outcome.DEFER), (400, Outcome.DEFER), (401, Outcome.DENY)]
)
def test_the_gate_looks_four_hundred_days_ahead(days, outcome):
    until = at(NOON) + timedelta(days=days)
    pause = {"type": "pause", "until": until.isoformat()}
    answer = ask(NOON, ana={"rules": [pause]})
    assert answer.outcome is outcome
    if outcome is Outcome.DENY:
        assert "no_common_window" in {reason.code for reason in answer.reasons}


def test_the_last_useful_instant_is_still_useful():
    quiet = {"type": "quiet", "from": "08:00", "to": "13:00"}
    opens = "2027-02-10T18:00"
    assert ask(NOON, ana={"rules": [quiet]}, latest=opens).outcome is Outcome.DEFER
    late = ask(NOON, ana={"rules": [quiet]}, latest="2027-02-10T17:59")
    assert late.outcome is Outcome.DENY
    named = {reason.code: reason.params for reason in late.reasons}["no_slot_before_deadline"]
    assert named["next"] == "2027-02-10T18:00:00+00:00"


def permitted(when: str, **request) -> Decision:
    """Ana has switched everything off, but for one contact by Rob from noon to one o'clock."""
    away = {**ANA, "rules": [{"type": "quiet", "from": "11:00", "to": "20:00"}]}
    world = snapshot_of({"persons": {"ana": away}, "accounts": {"acme": {}}, "points": POINTS})
    yes = Permit("yes", "ana", "rob", at(NOON), at("2027-02-10T18:00"))
    plain = {"person": "ana", "account": "acme", "channel": "email", "class": "relationship",
             "sender": "rob", "weight": 1, "at": when, "permit": "yes"}  # fmt: skip
    asked = request_from(plain | request)
    return decide(replace(world, permits=(yes,)), asked, asked.at)


def test_a_yes_to_one_contact_is_good_from_its_first_instant_to_before_its_last():
    assert permitted(NOON).outcome is Outcome.ALLOW
    assert permitted(NOON).permit_until == at("2027-02-10T18:00")
    assert permitted("2027-02-10T17:59:59.999999").outcome is Outcome.ALLOW
    assert permitted("2027-02-10T18:00").outcome is Outcome.DEFER
    assert permitted("2027-02-10T16:59:59").outcome is Outcome.DEFER
    assert permitted(NOON, sender="lea").outcome is Outcome.DEFER


def test_what_is_said_of_hours_and_limits():
    hours = {"type": "quiet", "from": "11:05", "to": "20:45"}
    assert ask(NOON, ana={"rules": [hours]}).headline.params == {"hours": "11:05-20:45"}
    lengths = {"P2M": ("2", "", ""), "P7D": ("", "7", ""), "PT90M": ("", "", "1.5")}
    for length, (months, days, spent) in lengths.items():
        full = {**CAP, "max": 1, "window": {"rolling": length}}
        params = ask(
            NOON, ana={"rules": [full]}, world={"touches": [touch("2027-02-10T16:59")]}
        ).headline.params
        assert params == {"max": "1", "n": "1", "months": months, "days": days, "hours": spent}


def test_an_allow_names_the_limit_that_has_least_room_left():
    roomy = {**CAP, "id": "many", "max": 9}
    world = {"touches": [touch("2027-02-10T12:00"), touch("2027-02-09T12:00")]}
    headline = ask(NOON, ana={"rules": [roomy, CAP]}, world=world).headline
    assert (headline.code, headline.rule_id) == ("ok", "few")
    assert (headline.params["n"], headline.params["max"]) == ("3", "3")
    assert ask(NOON).headline.rule_id == ""


@pytest.mark.parametrize(
    ("away", "channels", "refused"),
    [
        (timedelta(), None, True),
        (timedelta(days=10) - TICK, None, True),
        (timedelta(days=10), None, False),
        (-TICK, None, False),
        (timedelta(), frozenset({"sms"}), False),
    ],
)
def test_after_a_no_nobody_asks_again_for_a_while(away, channels, refused):
    world = snapshot_of({"persons": {"ana": ANA}, "accounts": {"acme": {}}, "points": POINTS})
    no = Refusal("ana", at(NOON), at(NOON) + timedelta(days=10), channels)
    plain = {"person": "ana", "channel": "email", "class": "relationship", "at": NOON}
    asked = replace(request_from(plain), at=at(NOON) + away)
    answer = decide(replace(world, refusals=(no,)), asked, asked.at)
    assert (answer.headline.code == "refusal.cool_off") == refused


def test_a_limit_an_account_agreed_counts_that_accounts_contacts_only():
    cap = {"type": "cap", "max": 1, "window": {"rolling": "P7D"}}
    two = {"memberships": ["acme", "globex"]}
    at_globex = touch("2027-02-09T17:00", person="carl", account="globex")
    accounts = {"acme": {"rules": [cap]}, "globex": {}}

    def outcome(account, **own):
        world = {"accounts": accounts, "touches": [{**at_globex, "account": account}]}
        return ask(NOON, ana={**two, **own}, world=world, account=None).outcome

    assert outcome("globex") is Outcome.ALLOW
    assert outcome("acme") is Outcome.DEFER
    accounts["acme"] = {}
    assert outcome("globex", rules=[{**cap, "scope": "account"}]) is Outcome.DEFER
    assert outcome("initech", rules=[{**cap, "scope": "account"}]) is Outcome.ALLOW


def test_a_permit_ends_where_a_free_day_begins():
    free = {"type": "holiday", "dates": ["2027-02-11"]}
    answer = ask("2027-02-11T03:00", ana={"rules": [free]})
    assert (answer.outcome, answer.permit_until) == (Outcome.ALLOW, at("2027-02-11T05:00"))


def test_which_channels_interrupt_need_an_address_and_happen_live():
    silent = {way for way, kind in CHANNELS.items() if not kind.interruptive}
    anywhere = {way for way, kind in CHANNELS.items() if not kind.needs_point}
    live = {way for way, kind in CHANNELS.items() if kind.live}
    assert silent == {"email", "postal", "portal"}
    assert anywhere == {"video", "visit", "portal"}
    assert live == {"voice_live", "voice_auto", "video", "visit"}
