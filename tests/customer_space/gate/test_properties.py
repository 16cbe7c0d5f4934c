"""Properties that hold in every world: P1 to P5 and P8 of the gate's specification."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from random import Random

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from customer_space.gate.rules.addresses import canonical, fingerprint
from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Suppression, SuppressionScope, Touch, TouchState
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.statements import Kind
from tests.customer_space.gate.strategies import (
    TIME_KINDS,
    ZONES,
    World,
    rule,
    seeded,
    touch,
    worlds,
)

TICK = timedelta(microseconds=1)
GATE = settings.get_profile("gate")


def answer(world: World, at: datetime | None = None) -> Decision:
    request = replace(world.request, at=at) if at else world.request
    return decide(world.snapshot, request, now=world.request.at)


def opens(decision: Decision) -> float:
    """When the channel opens, in seconds; never is infinite."""
    if decision.outcome is Outcome.ALLOW:
        return decision.evaluated_for.timestamp()
    return decision.next_at.timestamp() if decision.next_at else inf


@GATE
@given(worlds(TIME_KINDS), st.lists(st.floats(0, 1, exclude_max=True), min_size=4, max_size=4))
def test_p1_the_next_instant_is_allowed_and_nothing_before_it(world, fractions):
    decision = answer(world)
    event(decision.outcome.value)
    if decision.outcome is not Outcome.DEFER:
        return
    start, slot = world.request.at, decision.next_at
    assert slot > start
    assert answer(world, slot).outcome is Outcome.ALLOW
    between = [start + fraction * (slot - start) for fraction in fractions]
    ends = [reason.until for reason in decision.reasons if start <= reason.until < slot]
    for moment in [*(m for m in between if m < slot), *ends, slot - TICK]:
        assert answer(world, moment).outcome is not Outcome.ALLOW, moment


@GATE
@given(worlds(), st.data())
def test_p2_one_more_limit_never_opens_anything(world, data):
    before = answer(world)
    after = answer(replace(world, snapshot=data.draw(narrowed(world))))
    assert opens(after) >= opens(before)


@GATE
@given(worlds(), st.integers(0, 2**16).map(Random))
def test_p3_the_order_of_statements_does_not_matter(world, random):
    shuffled = replace(world, snapshot=_shuffled(world.snapshot, random))
    assert answer(shuffled).as_bytes() == answer(world).as_bytes()


@GATE
@given(worlds())
def test_p4_asking_again_gives_the_same_bytes_and_holding_the_slot_keeps_it_open(world):
    decision = answer(world)
    assert answer(world).as_bytes() == decision.as_bytes()
    assume(opens(decision) < inf)
    slot = decision.next_at or world.request.at
    held = _hold(world, slot, "own")
    committing = replace(
        world,
        snapshot=replace(world.snapshot, touches=(*world.snapshot.touches, held)),
        request=replace(world.request, reservation="own"),
    )
    assert answer(committing, slot).outcome is Outcome.ALLOW


@GATE
@given(worlds(TIME_KINDS, zone_known=True, dated=False), st.integers(2, 4))
def test_p5_greedy_holds_leave_every_later_one_in_its_place(world, rounds):
    holds: list[Touch] = []
    for number in range(rounds):
        snapshot = replace(world.snapshot, touches=(*world.snapshot.touches, *holds))
        decision = answer(replace(world, snapshot=snapshot))
        if opens(decision) == inf:
            break
        holds.append(_hold(world, decision.next_at or world.request.at, f"h{number}"))
    everything = (*world.snapshot.touches, *holds)
    for hold in holds:
        own = replace(
            world,
            snapshot=replace(world.snapshot, touches=everything),
            request=replace(world.request, reservation=hold.reservation),
        )
        assert answer(own, hold.at).outcome is Outcome.ALLOW


@GATE
@given(worlds(zone_known=False), st.sampled_from(ZONES))
def test_p8_one_more_possible_zone_never_permits_more(world, zone):
    ana = world.snapshot.persons["ana"]
    wider = replace(ana, tz_candidates=(*ana.tz_candidates, zone))
    persons = {**world.snapshot.persons, "ana": wider}
    after = answer(replace(world, snapshot=replace(world.snapshot, persons=persons)))
    assert opens(after) >= opens(answer(world))


@st.composite
def narrowed(draw, world: World) -> Snapshot:
    """The same world with one deny, cap, window, pause, touch or suppression more."""
    snapshot, anchor = world.snapshot, world.request.at
    what = draw(st.sampled_from(("person", "account", "law", "touch", "suppression")))
    if what == "touch":
        added = draw(seeded(lambda random: touch(random, anchor)))
        return replace(snapshot, touches=(*snapshot.touches, added))
    if what == "suppression":
        found = fingerprint(canonical("ana@acme.example"), b"new")
        added = Suppression("k2", found, SuppressionScope.ALL, "erasure")
        return replace(snapshot, suppressions=(added,))
    limit = draw(seeded(lambda random: rule(random, anchor, (*TIME_KINDS, Kind.DENY))))
    if what == "law" or limit.kind is Kind.WINDOW:
        # Windows of one hand are a union by design; a new hand's window is one more limit.
        return replace(snapshot, law=(*snapshot.law, replace(limit, source="another pack")))
    if what == "person":
        ana = snapshot.persons["ana"]
        ana = replace(ana, rules=(*ana.rules, limit))
        return replace(snapshot, persons={**snapshot.persons, "ana": ana})
    acme = snapshot.accounts["acme"]
    return replace(snapshot, accounts={"acme": replace(acme, rules=(*acme.rules, limit))})


def _hold(world: World, slot: datetime, reservation: str) -> Touch:
    request = world.request
    return Touch(
        at=slot,
        channel=request.channel,
        message_class=request.message_class,
        person="ana",
        account=request.account,
        point=world.snapshot.persons["ana"].point_for.get(request.channel),
        sender=request.sender,
        weight=request.load,
        state=TouchState.HELD,
        reservation=reservation,
    )


def _shuffled(snapshot: Snapshot, random: Random) -> Snapshot:
    def mixed(things: tuple) -> tuple:
        return tuple(random.sample(things, len(things)))

    def with_mixed_rules(owners: dict) -> dict:
        keys = mixed(tuple(owners))
        return {key: replace(owners[key], rules=mixed(owners[key].rules)) for key in keys}

    return replace(
        snapshot,
        persons=with_mixed_rules(snapshot.persons),
        accounts=with_mixed_rules(snapshot.accounts),
        points=with_mixed_rules(snapshot.points),
        consents=mixed(snapshot.consents),
        law=mixed(snapshot.law),
        vendor=mixed(snapshot.vendor),
        touches=mixed(snapshot.touches),
    )
