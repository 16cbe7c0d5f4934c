"""The request seen in the snapshot: which person, point, accounts and permit it is about."""

from dataclasses import dataclass, replace
from datetime import datetime

from customer_space.gate.rules.addresses import canonical
from customer_space.gate.rules.channels import CHANNELS, Channel
from customer_space.gate.rules.parties import (
    Permit,
    Person,
    PersonState,
    Point,
    Series,
    Touch,
    TouchState,
)
from customer_space.gate.rules.snapshot import Request, Snapshot


@dataclass(frozen=True, slots=True)
class Scene:
    """A resolved request; `hats` are the accounts whose rules bind.

    `live` are the touches that may count, by time: outgoing, no replies, holds not lapsed, and
    not the request's own hold; `past` those of series. `waiting` are other senders' claims.
    """

    snapshot: Snapshot
    request: Request
    now: datetime
    person: Person | None
    point: Point | None
    hats: tuple[str, ...]
    permit: Permit | None
    live: tuple[Touch, ...]
    past: tuple[Series, ...]
    waiting: tuple[Touch, ...]


def scene(
    snapshot: Snapshot, request: Request, now: datetime, live: tuple[Touch, ...] | None = None
) -> Scene:
    """Resolve the recipient; an unknown one leaves `person` None. `live` if known already."""
    person, point = _recipient(snapshot, request)
    if point is None and person is not None and not request.address:
        point = snapshot.points.get(person.point_for.get(request.channel, ""))
    hats: tuple[str, ...] = (request.account,) if request.account else ()
    if not hats and person is not None:
        hats = tuple(sorted(person.memberships))
    permit = _permit(snapshot, request, person)
    if live is None:
        counting = (t for t in snapshot.touches if _counts(t, request.reservation, now))
        live = tuple(sorted(counting, key=lambda touch: touch.at))
    past = tuple(s for s in snapshot.series if not (s.like.inbound or s.like.reply))
    waiting = tuple(c for c in snapshot.waiting if c.sender != request.sender)
    return Scene(snapshot, request, now, person, point, hats, permit, live, past, waiting)


def by_other_channel(here: Scene, channel: Channel) -> Scene | None:
    """The same contact by another channel; None where the person has no point for it."""
    request = replace(here.request, channel=channel, point=None, address=None, weight=None)
    if here.person is not None:
        request = replace(request, person=here.person.id)
    there = scene(here.snapshot, request, here.now, here.live)
    return None if CHANNELS[channel].needs_point and there.point is None else there


def _counts(touch: Touch, own_hold: str | None, now: datetime) -> bool:
    if touch.inbound or touch.reply:
        return False
    if touch.reservation is not None and touch.reservation == own_hold:
        return False
    held = touch.state is TouchState.HELD and touch.expires is not None
    return not held or (touch.expires is not None and touch.expires > now)


def _recipient(snapshot: Snapshot, request: Request) -> tuple[Person | None, Point | None]:
    point = snapshot.points.get(request.point) if request.point else None
    if point is None and request.address:
        point = _point_at(snapshot, request.address)
    person_id = request.person
    if person_id is None and point is not None and len(point.persons) == 1:
        person_id = point.persons[0]
    person = snapshot.persons.get(person_id) if person_id else None
    erased = person is not None and person.state is PersonState.ERASED
    return (None if erased else person), point


def _point_at(snapshot: Snapshot, address: str) -> Point | None:
    wanted = canonical(address)
    matching = (p for _, p in sorted(snapshot.points.items()) if canonical(p.value) == wanted)
    return next(matching, None)


def _permit(snapshot: Snapshot, request: Request, person: Person | None) -> Permit | None:
    for permit in snapshot.permits:
        if permit.id == request.permit and person is not None and _fits(permit, request, person):
            return permit
    return None


def _fits(permit: Permit, request: Request, person: Person) -> bool:
    return (
        not permit.used
        and permit.person == person.id
        and permit.granted_to == request.sender
        and permit.topic in (None, request.topic)
        and (permit.channels is None or request.channel in permit.channels)
        and permit.not_before <= request.at < permit.not_after
    )
