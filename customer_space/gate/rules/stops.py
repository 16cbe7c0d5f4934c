"""Hard stops: what no preference and no sender can lift."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from customer_space.gate.rules.addresses import suppressed
from customer_space.gate.rules.answer import Reason
from customer_space.gate.rules.channels import ADVERTISING, CALLS, PERSUASIVE, MessageClass
from customer_space.gate.rules.consent import covering, valid_at
from customer_space.gate.rules.parties import (
    Person,
    PersonState,
    PointStatus,
    Suppression,
    SuppressionScope,
)
from customer_space.gate.rules.scene import Scene
from customer_space.gate.rules.statements import Level
from customer_space.gate.rules.walltime import wall
from customer_space.gate.rules.zones import zones_at


def hard_stops(here: Scene, at: datetime) -> list[Reason]:
    """Every hard stop that holds at `at`."""
    return [*_suppressions(here), *_recipient(here, at), *_point(here, at), *_refusals(here, at)]


def _suppressions(here: Scene) -> Iterator[Reason]:
    address = here.request.address or (here.point.value if here.point else None)
    if address is None:
        return
    for found in suppressed(address, here.snapshot.suppressions, here.snapshot.keys):
        if _covers(found, here):
            yield _stop(f"suppressed.{found.reason}")


def _covers(suppression: Suppression, here: Scene) -> bool:
    if suppression.scope is SuppressionScope.TOPIC:
        return suppression.topic == here.request.topic
    everything = suppression.scope is SuppressionScope.ALL
    return everything or here.request.message_class in ADVERTISING


def _recipient(here: Scene, at: datetime) -> Iterator[Reason]:
    person, class_ = here.person, here.request.message_class
    if person is None:
        yield _stop("recipient.unknown")
        return
    restricted = person.state is PersonState.RESTRICTED and class_ is not MessageClass.ESSENTIAL
    if restricted or person.state is PersonState.DECEASED:
        yield _stop(f"recipient.{person.state.value}")
    if class_ in ADVERTISING and _minor(person, here, at):
        yield _stop("recipient.minor")
    if class_ in PERSUASIVE and _objected(person, here, at):
        yield _stop("objection.direct_marketing")


def _minor(person: Person, here: Scene, at: datetime) -> bool:
    if not person.minor or person.minor_until is None:
        return person.minor
    zones = zones_at(here, at) or (here.snapshot.default_tz,)
    return any(wall(at, ZoneInfo(zone)).date() < person.minor_until for zone in zones)


def _objected(person: Person, here: Scene, at: datetime) -> bool:
    """GDPR Art. 21(2); only a new opt-in to this very contact lifts it."""
    objected = person.objected_at
    if objected is None or objected > at:
        return False
    return not any(consent.given > objected for consent in valid_at(covering(here), at))


def _point(here: Scene, at: datetime) -> Iterator[Reason]:
    if here.point is None:
        return
    if here.point.status in (PointStatus.INVALID, PointStatus.REASSIGNED):
        yield _stop(f"point.{here.point.status.value}")
    advertised = here.request.channel in CALLS and here.request.message_class in ADVERTISING
    if advertised and not valid_at(covering(here), at):
        for register in here.point.registers:
            yield Reason("suppressed.register", Level.HARD, params={"register": register})


def _refusals(here: Scene, at: datetime) -> Iterator[Reason]:
    if here.person is None or here.request.message_class not in PERSUASIVE:
        return
    for refusal in here.snapshot.refusals:
        mine = refusal.person == here.person.id
        named = refusal.channels is None or here.request.channel in refusal.channels
        if mine and named and refusal.at <= at < refusal.until:
            params = {"since": refusal.at.isoformat()}
            yield Reason("refusal.cool_off", Level.HARD, until=refusal.until, params=params)


def _stop(code: str) -> Reason:
    return Reason(code, Level.HARD)
