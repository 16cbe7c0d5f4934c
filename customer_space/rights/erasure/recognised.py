"""What the database knows of a person that could be recognised elsewhere."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.models import Person, PersonState
from customer_space.directory.models import PointKind
from customer_space.rights.erasure.traces import Traces, traces_of
from portal.database import rows


@dataclass(frozen=True)
class Known:
    """A person with their seats, the addresses that are theirs alone, and their traces."""

    person: Person
    members: list[UUID]
    accounts: list[UUID]
    points: list[UUID]
    addresses: list[str]
    traces: Traces


_POINTS = """
select c.id, c.kind, c.value from contact_point_link l
join contact_point c on c.id = l.contact_point_id
where l.person_id = $1 and not exists (
  select 1 from contact_point_link o join person p on p.id = o.person_id
  where o.contact_point_id = c.id and o.person_id <> $1 and p.state not in ('erased', 'merged'))
"""

_NAMES = """
select distinct name from invitation where lower(email) = lower($1)
"""


async def known_of(person: Person) -> Known:
    """Look the person up. A point that others are reached by as well stays theirs."""
    seats = await rows("select id, account_id from member where person_id = $1", person.id)
    points = await rows(_POINTS, person.id)
    members = [seat["id"] for seat in seats]
    emails, phones = _values(points, PointKind.EMAIL), _values(points, PointKind.PHONE)
    if person.email:
        emails.append(person.email)
    return Known(
        person,
        members,
        sorted({seat["account_id"] for seat in seats}),
        [point["id"] for point in points],
        sorted({*emails, *phones}),
        traces_of(await _names(person), emails, phones),
    )


async def _names(person: Person) -> list[str]:
    """Names nobody else has: a namesake's stay."""
    alike = await rows(_NAMES, person.email or "")
    names = {person.display_name, *(row["name"] for row in alike)}
    closed = [PersonState.ERASED, PersonState.MERGED]
    others = Person.exclude(id=person.id).exclude(state__in=closed)
    return [name for name in names if not await others.filter(display_name__iexact=name).exists()]


def _values(points: list[dict[str, Any]], kind: PointKind) -> list[str]:
    return [point["value"] for point in points if point["kind"] == kind]
