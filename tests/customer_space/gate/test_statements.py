"""Allow against deny (4.7), consent over time (4.11), classes (4.8), openers and hard stops."""

import pytest

from customer_space.gate.rules.addresses import canonical, fingerprint, without_tag
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from tests.customer_space.gate.asking import ANA, POINTS, ask, at, touch

NOON = "2027-02-10T17:00"
NEWS = {"class": "marketing", "topic": "news"}
ASKED = {"requires": {"marketing": {"email": "consent"}}}


def statement(kind: str, day: str, **named) -> dict:
    return {"type": kind, "set_at": f"2026-{day}", **named}


@pytest.mark.parametrize(
    ("statements", "open_"),
    [
        ([statement("deny", "05-01"), statement("allow", "09-01", topics=["news"])], True),
        ([statement("allow", "05-01", topics=["news"]), statement("deny", "09-01")], False),
        ([statement("deny", "05-01", topics=["news"]), statement("allow", "09-01")], False),
        ([statement("deny", "05-01"), statement("allow", "05-01")], False),
        (
            [
                statement("deny", "05-01", topics=["news"]),
                statement("allow", "09-01", topics=["news"], channels=["email"]),
            ],
            True,
        ),
        (
            [
                statement("deny", "05-01", topics=["news"], channels=["email"]),
                statement("allow", "09-01", topics=["news"]),
            ],
            False,
        ),
        ([statement("deny", "05-01"), statement("allow", "09-01", topics=["offers"])], False),
        ([statement("deny", "05-01", senders=["rob"]), statement("allow", "09-01")], False),
    ],
)
def test_only_a_later_allow_that_names_as_much_lifts_anas_deny(statements, open_):
    answer = ask(NOON, ana={"rules": statements}, **NEWS)
    assert (answer.outcome is Outcome.ALLOW) == open_


@pytest.mark.parametrize(
    ("class_", "stopped"),
    [("essential", False), ("service", False), ("relationship", True), ("marketing", True)],
)
def test_stop_everything_stops_what_persuades_and_not_the_invoice(class_, stopped):
    answer = ask(NOON, ana={"rules": [statement("deny", "05-01")]}, **{"class": class_})
    assert (answer.outcome is Outcome.DENY) == stopped


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        ({"given": "2026-01-10"}, "ok"),
        ({"given": "2027-02-10T17:00Z"}, "ok"),
        ({"given": "2027-02-10T17:00:01Z"}, "consent.missing"),
        ({"given": "2026-01-10", "expires": "2027-02-10T17:00Z"}, "consent.expired"),
        ({"given": "2026-01-10", "withdrawn": "2027-02-10T17:00Z"}, "consent.withdrawn"),
        ({"given": "2026-01-10", "withdrawn": "2027-02-10T17:00:01Z"}, "ok"),
        ({"given": "2026-01-10", "channels": ["sms"]}, "consent.missing"),
        ({"given": "2026-01-10", "topics": ["offers"]}, "consent.missing"),
        ({"given": "2026-01-10", "points": ["phone"]}, "consent.missing"),
    ],
)
def test_anas_yes_counts_from_given_to_its_end(consent, code):
    world = {**ASKED, "consents": [{"person": "ana", **consent}]}
    assert ask(NOON, world=world, **NEWS).headline.code == code


def test_a_yes_given_anew_after_a_withdrawal_counts():
    old = {"person": "ana", "given": "2026-01-10", "withdrawn": "2026-05-01"}
    new = {"person": "ana", "given": "2026-06-01"}
    assert ask(NOON, world={**ASKED, "consents": [old, new]}, **NEWS).outcome is Outcome.ALLOW
    covered = {"person": "ana", "given": "2026-04-01"}
    gone = ask(NOON, world={**ASKED, "consents": [old, covered]}, **NEWS)
    assert gone.headline.code == "consent.withdrawn"


def test_consent_must_still_hold_at_the_slot():
    pause = {"type": "pause", "from": "2027-02-01", "until": "2027-03-01"}
    yes = {"person": "ana", "given": "2026-01-10", "expires": "2027-02-20"}
    world = {**ASKED, "consents": [yes]}
    answer = ask(NOON, ana={"rules": [pause]}, world=world, **NEWS)
    assert (answer.outcome, answer.headline.code) == (Outcome.DENY, "consent.expired_by_slot")


def test_an_objection_covers_sales_calls_and_offers_no_other_way():
    ana = {"objected_at": "2027-01-01", "channel_order": ["portal", "email"]}
    answer = ask(NOON, ana=ana, channel="voice")
    assert (answer.outcome, answer.alternatives) == (Outcome.DENY, ())
    assert answer.headline.code == "objection.direct_marketing"


def test_only_an_essential_message_may_be_immediate():
    quiet = {"rules": [{"type": "quiet", "from": "00:00", "to": "24:00", "days": ["wed"]}]}
    recall = ask(NOON, ana=quiet, urgency="immediate", **{"class": "essential"})
    advice = ask(NOON, ana=quiet, urgency="immediate")
    assert (recall.outcome, advice.outcome) == (Outcome.ALLOW, Outcome.DEFER)


def test_anas_own_request_opens_her_hours_and_not_the_laws():
    night = {"type": "quiet", "from": "21:00", "to": "08:00"}
    late = {"channel": "voice", "in_reply_to": "req-7"}
    own = ask("2027-02-11T03:00", ana={"rules": [night]}, **late)
    law = ask("2027-02-11T03:00", ana={"rules": [night]}, world={"law": [night]}, **late)
    assert own.outcome is Outcome.ALLOW
    assert (law.headline.code, law.next_at) == ("law.quiet", at("2027-02-11T13:00"))


def test_only_the_preferred_rep_and_the_deputy_reach_ana():
    rule = {"type": "rep", "sender": "rita", "deputies": ["dan"]}
    ana = {"rules": [rule]}
    codes = [ask(NOON, ana=ana, sender=who).headline.code for who in ("rob", "rita", "dan")]
    assert codes == ["rep.not_preferred", "ok", "ok"]


def test_every_blocker_is_named_in_order_of_rank():
    rules = [
        {"type": "cap", "max": 1, "window": {"calendar": "day"}},
        {"type": "quiet", "from": "21:00", "to": "08:00"},
        statement("deny", "05-01", channels=["email"]),
    ]
    night = "2027-02-11T03:00"
    seen = {"touches": [{**_mail(), "at": "2027-02-10T23:00"}], **ASKED}
    answer = ask(night, ana={"rules": rules}, world=seen, **NEWS)
    codes = [reason.code for reason in answer.reasons]
    assert codes[:2] == ["consent.missing", "person.deny"]
    assert sorted(codes[2:]) == ["person.cap", "person.quiet"]


def _mail() -> dict:
    return {"channel": "email", "class": "marketing", "person": "ana"}


def test_a_deadline_before_the_next_hour_is_a_no():
    quiet = {"type": "quiet", "from": "21:00", "to": "08:00"}
    answer = ask("2027-02-11T03:00", ana={"rules": [quiet]}, latest="2027-02-11T12:00Z")
    assert (answer.outcome, answer.headline.code) == (Outcome.DENY, "no_slot_before_deadline")


def test_an_allow_ends_before_the_next_quiet_hours_begin():
    quiet = {"type": "quiet", "from": "21:00", "to": "08:00"}
    late = ask("2027-02-11T01:50", ana={"rules": [quiet]})
    early = ask("2027-02-10T15:00", ana={"rules": [quiet]})
    call = ask("2027-02-10T15:00", ana={"rules": [quiet]}, channel="voice")
    assert late.permit_until == at("2027-02-11T02:00")
    assert early.permit_until == at("2027-02-10T19:00")
    assert call.permit_until == at("2027-02-10T15:15")


@pytest.mark.parametrize(
    ("address", "same_as"),
    [
        (" Ana+News@ACME.example ", "ana@acme.example"),
        ("ana@BÜCHER.example", "ana@xn--bcher-kva.example"),
        ("+1 (212) 555-0101", "+12125550101"),
    ],
)
def test_an_erased_address_stays_erased_however_it_is_written(address, same_as):
    erased = fingerprint(canonical(same_as), b"older")
    world = {
        "keys": {"k1": "older", "k2": "newer"},
        "suppressions": [{"key": "k1", "hash": erased, "scope": "all", "reason": "erasure"}],
    }
    answer = ask(NOON, ana={}, world=world, person=None, address=address)
    assert answer.headline.code == "suppressed.erasure"
    assert without_tag(address) == canonical(same_as)


def test_somebody_unknown_is_not_contacted():
    answer = ask(NOON, person=None, address="eve@globex.example")
    assert (answer.outcome, answer.headline.code) == (Outcome.DENY, "recipient.unknown")


def test_the_portal_is_offered_when_ana_never_chose_channels():
    rules = [statement("deny", "05-01", channels=["email"])]
    answer = ask(NOON, ana={"rules": rules, "channel_order": None})
    assert answer.outcome is Outcome.REDIRECT
    assert [a.channel for a in answer.alternatives] == [Channel.PORTAL]


def test_s30_start_on_a_number_lifts_its_stop_and_nothing_anas():
    def sms(*on_number, hers=()):
        stated = [{"set_at": f"2027-01-0{day}", "type": kind} for day, kind in on_number]
        number = {**POINTS["phone"], "rules": stated}
        world = {"points": {**POINTS, "phone": number}}
        ana = {"rules": [{"type": kind, "set_at": "2027-01-02"} for kind in hers]}
        return ask("2027-02-10T15:00", ana=ana, world=world, channel="sms").headline.code

    assert sms() == "ok"
    assert sms((3, "deny")) == "point.deny"
    assert sms((3, "deny"), (5, "allow")) == "ok"
    assert sms((3, "deny"), (5, "allow"), hers=["deny"]) == "person.deny"
    assert sms((5, "allow"), hers=["deny"]) == "person.deny"


def test_s31_what_an_erased_person_had_on_a_shared_number_still_counts_there():
    cap = {"type": "cap", "max": 1, "window": {"rolling": "P7D"}}
    shared = {"value": "+1 212 555 0101", "persons": ["ana", "gone"], "rules": [cap]}
    texted = touch("2027-02-09T15:00", person="nobody", channel="sms", point="phone")
    world = {
        "points": {**POINTS, "phone": shared},
        "persons": {"ana": ANA, "gone": {"state": "erased"}},
        "touches": [texted],
    }
    assert ask("2027-02-10T15:00", world=world, channel="sms").headline.code == "point.cap"
    elsewhere = {**world, "touches": [{**texted, "point": "mail"}]}
    assert ask("2027-02-10T15:00", world=elsewhere, channel="sms").outcome is Outcome.ALLOW
