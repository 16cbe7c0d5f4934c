"""Properties that hold in every world: P6, P7, P9 and P10 of the gate's specification."""

import hashlib
import os
import pickle
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from customer_space.directory.addresses import canonical_email
from customer_space.gate.rules.addresses import canonical, fingerprint, without_tag
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import (
    Person,
    Point,
    Series,
    Suppression,
    SuppressionScope,
    Touch,
    TouchState,
)
from customer_space.gate.rules.snapshot import Request, Snapshot
from customer_space.preferences.consents import Line, folded
from customer_space.preferences.models import ConsentBasis, ConsentKind
from tests.customer_space.gate.strategies import World, worlds

GATE = settings.get_profile("gate")
START = datetime(2027, 1, 1, tzinfo=UTC)

AGAIN = """
import hashlib, pickle, sys
from customer_space.gate.rules.decide import decide
worlds = pickle.load(sys.stdin.buffer)
answers = b"".join(decide(w.snapshot, w.request, w.request.at).as_bytes() for w in worlds)
print(hashlib.sha256(answers).hexdigest())
"""


def test_p6_another_process_decides_kept_worlds_with_the_same_bytes():
    kept: list[World] = []

    @GATE
    @given(worlds())
    def keep(world):
        assert pickle.loads(pickle.dumps(world)) == world
        kept.append(world)

    keep()
    answers = b"".join(decide(w.snapshot, w.request, w.request.at).as_bytes() for w in kept)
    other = subprocess.run(
        [sys.executable, "-c", AGAIN],
        input=pickle.dumps(kept),
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    assert other.stdout.decode().strip() == hashlib.sha256(answers).hexdigest()


@GATE
@given(worlds(), worlds())
def test_p7_it_does_not_matter_who_is_merged_into_whom(world, other):
    request = replace(world.request, account="acme")
    assert decide(merged(world, other), request, request.at).as_bytes() == (
        decide(merged(other, world), request, request.at).as_bytes()
    )


def merged(one: World, other: World) -> Snapshot:
    """One person of two: the statements, yeses and contacts of both, the facts of the one asked."""
    first, second = one.snapshot, other.snapshot
    facts = min((first.persons["ana"], second.persons["ana"]), key=repr)
    rules = (*first.persons["ana"].rules, *second.persons["ana"].rules)
    acme = (*first.accounts["acme"].rules, *second.accounts["acme"].rules)
    number = first.points["phone"]
    shared = replace(number, rules=(*number.rules, *second.points["phone"].rules))
    return replace(
        first,
        persons={**first.persons, "ana": replace(facts, rules=rules)},
        accounts={"acme": replace(first.accounts["acme"], rules=acme)},
        points={**first.points, "phone": shared},
        consents=first.consents + second.consents,
        law=first.law + second.law,
        vendor=first.vendor + second.vendor,
        touches=first.touches + second.touches,
    )


@GATE
@given(worlds())
def test_contacts_alike_count_the_same_one_by_one_and_as_a_series(world):
    request, snapshot = world.request, world.snapshot
    whole = decide(snapshot, request, request.at)
    grouped = replace(snapshot, touches=_booked(snapshot), series=tuple(_series(snapshot)))
    assert decide(grouped, request, request.at).as_bytes() == whole.as_bytes()
    each = [touch for series in grouped.series for touch in series.one_by_one()]
    undone = replace(snapshot, touches=(*grouped.touches, *each))
    assert decide(undone, request, request.at).as_bytes() == whole.as_bytes()


def _booked(snapshot: Snapshot) -> tuple[Touch, ...]:
    return tuple(touch for touch in snapshot.touches if touch.state is TouchState.HELD)


def _series(snapshot: Snapshot):
    def kind(touch: Touch) -> str:
        return repr(replace(touch, at=START, weight=0))

    past = [touch for touch in snapshot.touches if touch.state is TouchState.DONE]
    for _, alike in groupby(sorted(past, key=lambda t: (kind(t), t.at)), key=kind):
        touches = list(alike)
        times, weights = tuple(t.at for t in touches), tuple(t.load for t in touches)
        yield Series(touches[0], times, weights)


TOPICS, WAYS = ("news", "offers", None), ("email", "sms")
LINES = st.lists(
    st.tuples(
        st.sampled_from(tuple(ConsentKind)),
        st.sampled_from(TOPICS),
        st.sets(st.sampled_from(WAYS), min_size=1),
        st.one_of(st.none(), st.integers(1, 40)),
    ),
    max_size=12,
)


@GATE
@given(LINES, st.integers(0, 60))
def test_p9_the_state_of_a_consent_is_what_its_lines_say(drawn, day):
    lines = [
        Line(
            *(kind, topic, sorted(ways), ConsentBasis.CONSENT, START + timedelta(days=number)),
            START + timedelta(days=number + lasts) if lasts else None,
        )
        for number, (kind, topic, ways, lasts) in enumerate(drawn)
    ]
    at, live = START + timedelta(days=day), defaultdict(bool)
    for yes in folded(lines).live(at):
        live[yes.topic, yes.channel] = True
    for topic in TOPICS[:2]:
        for way in WAYS:
            assert live[topic, way] == stands(lines, topic, way, at), (topic, way)


def stands(lines: list[Line], topic: str, way: str, at: datetime) -> bool:
    """A yes to this that has not ended, and no line after it that takes it back."""
    given_ = (ConsentKind.GIVEN, ConsentKind.RENEWED)
    closing = (ConsentKind.WITHDRAWN, ConsentKind.REFUSED, ConsentKind.EXPIRED)
    mine = [line for line in lines if way in line.channels and line.topic in (None, topic)]
    last = max((n for n, line in enumerate(mine) if line.kind in closing), default=-1)
    after = [line for line in mine[last + 1 :] if line.kind in given_ and line.topic == topic]
    return any(line.valid_until is None or at < line.valid_until for line in after)


PARTS = st.text("abcdefgh0123456789", min_size=1, max_size=6)


@GATE
@given(PARTS, PARTS, st.lists(PARTS, max_size=2), st.integers(0, 2**8), st.sampled_from((1, 2)))
def test_p10_an_erased_address_comes_back_in_no_spelling(name, host, tags, seed, keys):
    address = f"{name}@{host}.example"
    erased = without_tag(canonical(address))
    secrets = {"k1": b"old", "k2": b"new"}
    key = f"k{keys}"
    stop = Suppression(
        key,
        fingerprint(canonical(address), secrets[key]),
        SuppressionScope.ALL,
        "erasure",
        base_hash=fingerprint(erased, secrets[key]),
    )
    spelt = "+".join((name, *tags)) + f"@{host}.example"
    spelt = "".join(s.upper() if seed >> (n % 8) & 1 else s for n, s in enumerate(f" {spelt} "))
    again = Person("again", point_for={Channel.EMAIL: "mail"})
    points = {"mail": Point("mail", canonical_email(spelt.strip()).value, persons=("again",))}
    for who in ({"person": "again"}, {"address": spelt}):
        for class_ in MessageClass:
            asked = Request(Channel.EMAIL, class_, START, "rob", topic="news", **who)
            world = Snapshot(
                persons={"again": again}, points=points, suppressions=(stop,), keys=secrets
            )
            answer = decide(world, asked, START)
            assert answer.outcome is Outcome.DENY
            assert answer.headline.code == "suppressed.erasure"
