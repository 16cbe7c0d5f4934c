"""Adding ways to reach somebody, and the keys other systems know things by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.directory.addresses import canonical_email, canonical_phone
from customer_space.directory.models import (
    ContactPoint,
    ContactPointLink,
    ExternalId,
    PointKind,
    PointStatus,
    ThingType,
    Usage,
)
from portal.clock import now
from portal.database import transaction


@dataclass(frozen=True)
class NewPoint:
    """A point as it was written somewhere, for one person."""

    person_id: UUID
    kind: PointKind
    value: str
    region: str | None = None
    """For a number without country code: ISO 3166-1, two letters."""
    is_invalid: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@transaction
async def add_point(
    person: Person,
    kind: PointKind,
    value: str,
    source: str,
    *,
    usage: Usage = Usage.WORK,
    region: str | None = None,
) -> ContactPointLink:
    """Link `person` to the point, which is made if it is new; again changes nothing.

    Raises ValueError with a sentence where `value` is no address or number of its kind.
    """
    await add_points([NewPoint(person.id, kind, value, region)], source, usage=usage)
    made = point_of(NewPoint(person.id, kind, value, region), source)
    return await ContactPointLink.get(
        person_id=person.id, contact_point__kind=kind, contact_point__value=made.value
    ).select_related("contact_point")


@transaction
async def add_points(points: Iterable[NewPoint], source: str, *, usage: Usage = Usage.WORK) -> None:
    """Many at once: two queries to look, two to write. What is linked already stays as it is,
    but learns new facts and that it is invalid. The first live point of a kind is the primary one.
    """
    wanted = [(new, point_of(new, source)) for new in points]
    kept = await _kept_points([point for _, point in wanted])
    links = await _kept_links({new.person_id for new, _ in wanted})
    reached = {(link.person_id, link.contact_point.kind) for link in links.values()}
    fresh: list[ContactPointLink] = []
    made: set[UUID] = set()
    for new, written in wanted:
        point = kept[written.kind, written.value]
        if link := links.get((new.person_id, point.id)):
            await _learn(link, new, is_kept=link.id not in made)
        else:
            link = _link(new, point, usage, is_primary=(new.person_id, point.kind) not in reached)
            links[new.person_id, point.id] = link
            reached.add((new.person_id, point.kind))
            fresh.append(link)
            made.add(link.id)
        if new.is_invalid and point.status is not PointStatus.INVALID:
            point.status = PointStatus.INVALID
            await point.save(update_fields=["status"])
    await ContactPointLink.bulk_create(fresh)


@transaction
async def know_as(
    system: str, thing_type: ThingType, keys: Iterable[tuple[str, UUID, dict[str, Any]]]
) -> None:
    """Keep by which keys `system` knows our things: (key, our id, further facts)."""
    await ExternalId.bulk_create(
        [
            ExternalId(system=system, thing_type=thing_type, key=key, thing_id=id_, facts=facts)
            for key, id_, facts in keys
        ],
        ignore_conflicts=True,
    )


def point_of(new: NewPoint, source: str) -> ContactPoint:
    """The canonical point, not yet kept. Raises ValueError with a sentence."""
    point = ContactPoint(kind=new.kind, source=source, collected_at=now())
    if new.kind is PointKind.EMAIL:
        email = canonical_email(new.value)
        point.value, point.base_value = email.value, email.base
    elif new.kind is PointKind.PHONE:
        phone = canonical_phone(new.value, new.region)
        point.value = point.base_value = phone.value
        point.line_type, point.tz_candidates = phone.line_type, list(phone.zones)
    else:
        point.value = point.base_value = " ".join(new.value.split())
    return point


async def _kept_points(points: list[ContactPoint]) -> dict[tuple[str, str], ContactPoint]:
    """These points as the database has them, the new ones made."""
    values = {point.value for point in points}
    await ContactPoint.bulk_create(
        {(point.kind, point.value): point for point in points}.values(), ignore_conflicts=True
    )
    found = await ContactPoint.filter(value__in=values) if values else []
    return {(point.kind, point.value): point for point in found}


async def _kept_links(people: set[UUID]) -> dict[tuple[Any, Any], ContactPointLink]:
    found = await ContactPointLink.filter(person_id__in=people).select_related("contact_point")
    return {(link.person_id, link.contact_point_id): link for link in found}


async def _learn(link: ContactPointLink, new: NewPoint, *, is_kept: bool) -> None:
    """Facts are added, never forgotten: a later file without the opt-out does not lift it."""
    facts = link.facts | new.facts
    if facts != link.facts:
        link.facts = facts
        if is_kept:
            await link.save(update_fields=["facts"])


def _link(
    new: NewPoint, point: ContactPoint, usage: Usage, *, is_primary: bool
) -> ContactPointLink:
    return ContactPointLink(
        person_id=new.person_id,
        contact_point_id=point.id,
        usage=usage,
        is_primary=is_primary,
        valid_from=now(),
        facts=dict(new.facts),
    )
