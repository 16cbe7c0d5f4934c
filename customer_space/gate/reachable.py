"""Where somebody can be reached: their directory points, and the address they sign in with."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from auth.models import Person
from customer_space.directory.models import ContactPointLink, PointKind
from customer_space.gate.rules.channels import ADVERTISING, Channel
from customer_space.gate.rules.parties import Point, PointStatus
from customer_space.gate.rules.statements import Kind, Rule

POINT_KINDS = {
    PointKind.EMAIL: (Channel.EMAIL,),
    PointKind.PHONE: (Channel.VOICE_LIVE, Channel.VOICE_AUTO, Channel.SMS, Channel.WHATSAPP),
    PointKind.POSTAL: (Channel.POSTAL,),
    PointKind.RCS: (Channel.RCS,),
    PointKind.PUSH: (Channel.PUSH,),
}
USABLE = frozenset({PointStatus.VALID, PointStatus.UNVERIFIED, PointStatus.SOFT_FAILING})


def points_of(
    person: Person,
    links: Iterable[ContactPointLink],
    users: Mapping[UUID, Sequence[UUID]],
    rules: Mapping[UUID, Sequence[Rule]],
) -> dict[str, Point]:
    """Every point by its id; `users` are all whom a point belongs to."""
    found = {str(link.contact_point.id): _point(link, users, rules) for link in links}
    known = {point.value for point in found.values()}
    if person.email and person.email not in known:
        found[own_email(person)] = Point(
            id=own_email(person), value=person.email, persons=(str(person.id),)
        )
    return found


def point_for(
    person: Person, links: Iterable[ContactPointLink], points: Mapping[str, Point]
) -> dict[Channel, str]:
    """The primary point of each channel, else one that is not known to fail."""
    found: dict[Channel, str] = {}
    if own_email(person) in points:
        found[Channel.EMAIL] = own_email(person)
    for link in sorted(links, key=lambda link: not link.is_primary):
        id_ = str(link.contact_point_id)
        for channel in POINT_KINDS.get(link.contact_point.kind, ()):
            fails = channel in found and points[found[channel]].status not in USABLE
            if channel not in found or (fails and points[id_].status in USABLE):
                found[channel] = id_
    return found


def opt_outs(links: Iterable[ContactPointLink]) -> list[Rule]:
    """What a CRM said of addresses; the person's own later yes lifts it."""
    return [
        Rule(
            Kind.DENY,
            id=f"link:{link.id}",
            channels=frozenset(POINT_KINDS.get(link.contact_point.kind, ())),
            classes=ADVERTISING,
        )
        for link in links
        if link.facts.get("opted_out")
    ]


def own_email(person: Person) -> str:
    """The id of the sign-in address, where the directory does not hold it."""
    return f"sign-in:{person.id}"


def _point(
    link: ContactPointLink,
    users: Mapping[UUID, Sequence[UUID]],
    rules: Mapping[UUID, Sequence[Rule]],
) -> Point:
    point = link.contact_point
    return Point(
        id=str(point.id),
        value=point.value,
        status=PointStatus(point.status),
        persons=tuple(sorted(map(str, users.get(point.id, ())))),
        tz_candidates=tuple(point.tz_candidates),
        rules=tuple(rules.get(point.id, ())),
    )
