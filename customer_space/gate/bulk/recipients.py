"""Whom the rows of a file mean: people by their id, addresses by whose they are."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import fetch
from customer_space.gate.bulk.reading import Row
from customer_space.gate.bulk.wishes import NO_WISHES, Wishes, wishes_of
from customer_space.preferences.suppressions import forms_of

ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
KNOWN = "select id from person where id = any($1)"
ACCOUNTS = "select id from account where id = any($1)"
POINTS = """
select l.person_id, c.id, c.kind from contact_point_link l
join contact_point c on c.id = l.contact_point_id
where l.person_id = any($1) and l.valid_to is null
"""
OWNERS = """
select c.value, l.person_id from contact_point c
join contact_point_link l on l.contact_point_id = c.id and l.valid_to is null
where c.value = any($1)
union select email, id from person where email = any($1)
"""


class Recipient(NamedTuple):
    """A row with whom it means; without a person the address is nobody's, or several people's."""

    row: Row
    person: UUID | None = None
    address: str | None = None
    problem: str = ""
    wishes: Wishes = NO_WISHES
    kind: PointKind | None = None
    """Of the contact point that the row chose."""


async def recipients_of(rows: Sequence[Row]) -> list[Recipient]:
    """Each row's recipient, in order; as gate.weighing finds one's."""
    read = [_read(row) for row in rows]
    ids = {each.person for each in read if each.person}
    known = {found[0] for found in await fetch(KNOWN, list(ids))} if ids else set()
    owners = await _owners({each.address for each in read if each.address})
    found = [_found(each, known, owners) for each in read]
    accounts = await _accounts({each.wishes.account_id for each in read if each.wishes.account_id})
    points = await _points({each.person for each in found if each.wishes.contact_point})
    return [_checked(each, accounts, points) for each in found]


def _read(row: Row) -> Recipient:
    if row.problem or not row.recipient:
        return Recipient(row, problem=row.problem or "The row names no recipient.")
    try:
        wishes = wishes_of(row.given)
        if ID.fullmatch(row.recipient):
            return Recipient(row, UUID(row.recipient), wishes=wishes)
        address = forms_of(row.recipient)[0].partition(":")[2]
        return Recipient(row, address=address, wishes=wishes)
    except ValueError as error:
        return Recipient(row, problem=str(error))


def _found(read: Recipient, known: set[UUID], owners: dict[str, set[UUID]]) -> Recipient:
    if read.person and read.person not in known:
        return Recipient(read.row, problem="There is no such person.")
    if read.address:
        whose = owners.get(read.address, set())
        return read._replace(person=next(iter(whose)) if len(whose) == 1 else None)
    return read


def _checked(
    found: Recipient, accounts: set[UUID], points: dict[tuple[UUID, UUID], PointKind]
) -> Recipient:
    account, point = found.wishes.account_id, found.wishes.contact_point
    if account and account not in accounts:
        return Recipient(found.row, problem="account_id: There is no such account.")
    if point is None or found.person is None:
        return found
    kind = points.get((found.person, point))
    if kind is None:
        return Recipient(found.row, problem="contact_point: This is none of theirs.")
    return found._replace(kind=kind)


async def _points(people: Collection[UUID | None]) -> dict[tuple[UUID, UUID], PointKind]:
    found = await fetch(POINTS, list(people)) if people else ()
    return {(person, point): PointKind(kind) for person, point, kind in found}


async def _accounts(ids: Collection[UUID | None]) -> set[UUID]:
    return {found[0] for found in await fetch(ACCOUNTS, list(ids))} if ids else set()


async def _owners(addresses: Iterable[str]) -> dict[str, set[UUID]]:
    owners: dict[str, set[UUID]] = defaultdict(set)
    wanted = list(addresses)
    if wanted:
        for value, person in await fetch(OWNERS, wanted):
            owners[value].add(person)
    return owners
