"""What one answer depends on, as a value: equal worlds get equal answers."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from customer_space.gate import house_rules
from customer_space.gate.bulk.question import Question
from customer_space.gate.packs.places import DEFAULT, law
from customer_space.gate.reachable import POINT_KINDS
from customer_space.gate.rules.addresses import canonical, fingerprint
from customer_space.gate.rules.channels import ADVERTISING, Channel
from customer_space.gate.rules.parties import (
    Account,
    Basis,
    Consent,
    Person,
    PersonState,
    Point,
    PointStatus,
    Refusal,
    Suppression,
    SuppressionScope,
    Touch,
)
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.rules.statements import Kind, Rule

KEY = "k"
SECRET = b"any secret: only equality of fingerprints counts"


class Said(NamedTuple):
    """A statement: the number of its wording in the rulebook, its id, when it was set."""

    number: int
    id: str
    set_at: datetime | None


class Hat(NamedTuple):
    """An account somebody sits in."""

    id: str
    tz: str | None
    said: tuple[Said, ...]


class Spot(NamedTuple):
    """The contact point that the channel would use."""

    id: str
    status: str
    zones: tuple[str, ...]
    said: tuple[Said, ...]


class Yes(NamedTuple):
    """A consent to the topic by the asked channel, or by the portal."""

    portal: bool
    soft: bool
    given: datetime
    expires: datetime | None
    withdrawn: datetime | None


class No(NamedTuple):
    """A refusal that still counts; no channels named: all."""

    at: datetime
    until: datetime
    channels: frozenset[Channel] | None


class Stop(NamedTuple):
    """A suppression of the address."""

    scope: str
    reason: str
    topic: str | None


class World(NamedTuple):
    """One recipient, as far as the question can tell; `known` False: nobody we know."""

    known: bool = True
    id: str = "someone"
    tz: str | None = None
    state: str = "active"
    minor_until: date | None = None
    packs: tuple[str, ...] = (DEFAULT,)
    hats: tuple[Hat, ...] = ()
    spot: Spot | None = None
    said: tuple[Said, ...] = ()
    opted_out: bool = False
    yeses: tuple[Yes, ...] = ()
    objected: datetime | None = None
    noes: tuple[No, ...] = ()
    stops: tuple[Stop, ...] = ()
    touches: tuple[Touch, ...] = ()


def snapshot(world: World, rules: dict[int, Rule], question: Question, address: str) -> Snapshot:
    """The world as the pure core wants it; `rules` are those its statements number."""
    found = canonical(address)
    stops = tuple(
        Suppression(
            KEY, fingerprint(found, SECRET), SuppressionScope(stop.scope), stop.reason, stop.topic
        )
        for stop in world.stops
    )
    shared = Snapshot(suppressions=stops, keys={KEY: SECRET})
    if not world.known:
        return shared
    laws = law(world.packs)
    point = _point(world, rules, address)
    return replace(
        shared,
        persons={world.id: _person(world, rules, question)},
        accounts={hat.id: Account(hat.id, hat.tz, _rules(hat.said, rules)) for hat in world.hats},
        points={point.id: point} if point else {},
        consents=tuple(_consent(yes, world, question) for yes in world.yeses),
        refusals=tuple(Refusal(world.id, no.at, no.until, no.channels) for no in world.noes),
        requires=laws.requires,
        law=laws.rules,
        vendor=house_rules.VENDOR,
        touches=world.touches,
    )


def _person(world: World, rules: dict[int, Rule], question: Question) -> Person:
    own = _rules(world.said, rules)
    if world.opted_out:
        channels = next(frozenset(w) for w in POINT_KINDS.values() if question.channel in w)
        own += (Rule(Kind.DENY, id="link:", channels=channels, classes=ADVERTISING),)
    return Person(
        id=world.id,
        tz=world.tz,
        memberships=tuple(hat.id for hat in world.hats),
        point_for={question.channel: world.spot.id} if world.spot else {},
        state=PersonState(world.state),
        minor=world.minor_until is not None,
        minor_until=world.minor_until,
        objected_at=world.objected,
        rules=own,
    )


def _point(world: World, rules: dict[int, Rule], address: str) -> Point | None:
    spot = world.spot
    if spot is None:
        return None
    said = _rules(spot.said, rules)
    return Point(spot.id, address, PointStatus(spot.status), (), spot.zones, (), said)


def _rules(said: tuple[Said, ...], rules: dict[int, Rule]) -> tuple[Rule, ...]:
    return tuple(replace(rules[each.number], id=each.id, set_at=each.set_at) for each in said)


def _consent(yes: Yes, world: World, question: Question) -> Consent:
    return Consent(
        person=world.id,
        given=yes.given,
        channels=frozenset({Channel.PORTAL if yes.portal else question.channel}),
        topics=frozenset({question.topic}),
        expires=yes.expires,
        withdrawn=yes.withdrawn,
        basis=Basis.SOFT_OPT_IN if yes.soft else Basis.CONSENT,
    )
