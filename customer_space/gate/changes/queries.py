"""The feed as one program reads it: in order, a page at a time, from where it stopped."""

import json
from dataclasses import dataclass
from typing import Any

from auth.access import Scope
from auth.models import ApiClient
from customer_space.gate.changes.actions import number_changes
from portal.database import rows


@dataclass(frozen=True)
class Feed:
    """A page of changes; `last` is where to go on, `more` whether there is more by now."""

    changes: list[dict[str, Any]]
    last: int
    more: bool


_HEAD = "select coalesce(max(number), 0) as number from change"

_PAGE = """
select c.number, c.kind, c.person_id, c.data, c.at,
  case when $4 and c.person_id is not null then (
    select coalesce(json_agg(json_build_object('kind', p.kind, 'value', p.value) order by p.id),
                    '[]')
    from contact_point_link l join contact_point p on p.id = l.contact_point_id
    where l.person_id = c.person_id and l.valid_to is null
  ) end as points
from change c
where c.number > $1 and c.number <= $2
  and (c.sender is null or c.sender not like 'client:%' or c.sender like $3)
order by c.number limit $5
"""


async def changes_after(number: int, *, of: ApiClient, most: int) -> Feed:
    """The next `most` changes that are this program's to know.

    What concerns another program's own places stays with that one. Addresses are named only to
    programs that may read the directory.
    """
    await number_changes()
    [head] = await rows(_HEAD)
    with_points = Scope.DIRECTORY_READ in of.scopes
    found = await rows(_PAGE, number, head["number"], f"client:{of.id}:%", with_points, most + 1)
    page, more = found[:most], len(found) > most
    last = page[-1]["number"] if more else max(number, head["number"])
    return Feed([as_json(row) for row in page], last, more)


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """One change as programs read it."""
    said = {
        "number": row["number"],
        "type": row["kind"],
        "at": row["at"].isoformat(),
        "person_id": str(row["person_id"]) if row["person_id"] else None,
        "data": json.loads(row["data"]),
    }
    if row["points"] is not None:
        said["contact_points"] = json.loads(row["points"])
    return said
