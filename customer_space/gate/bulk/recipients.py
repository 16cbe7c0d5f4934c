"""Whom the rows of a file mean: people by their id, addresses by whose they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from customer_space.gate.bulk.columns import fetch
from customer_space.gate.bulk.reading import Row
from customer_space.preferences.suppressions import forms_of

KNOWN = "select id from person where id = any($1)"
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


async def recipients_of(rows: Sequence[Row]) -> list[Recipient]:
    """Each row's recipient, in order; as gate.weighing finds one's."""
    read = [_read(row) for row in rows]
    ids = {each.person for each in read if each.person}
    known = {found[0] for found in await fetch(KNOWN, list(ids))} if ids else set()
    owners = await _owners({each.address for each in read if each.address})
    return [_found(each, known, owners) for each in read]


def _read(row: Row) -> Recipient:
    if row.problem or not row.recipient:
        return Recipient(row, problem=row.problem or "The row names no recipient.")
    try:
        return Recipient(row, UUID(row.recipient))
    except ValueError:
        pass
    try:
        return Recipient(row, address=forms_of(row.recipient)[0].partition(":")[2])
    except ValueError as error:
        return Recipient(row, problem=str(error))


def _found(read: Recipient, known: set[UUID], owners: dict[str, set[UUID]]) -> Recipient:
    if read.person and read.person not in known:
        return Recipient(read.row, problem="There is no such person.")
    if read.address:
        whose = owners.get(read.address, set())
        return read._replace(person=next(iter(whose)) if len(whose) == 1 else None)
    return read


async def _owners(addresses: Iterable[str]) -> dict[str, set[UUID]]:
    owners: dict[str, set[UUID]] = defaultdict(set)
    wanted = list(addresses)
    if wanted:
        for value, person in await fetch(OWNERS, wanted):
            owners[value].add(person)
    return owners
