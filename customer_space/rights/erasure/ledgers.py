"""Emptying what the ledgers tell of a person. The chains hold: each gets a line that says so."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from customer_space.rights.erasure.recognised import Known
from portal.clock import now
from portal.database import rows
from portal.ids import new_id

FIELDS = {
    "decision": ("sender_name", "request", "reasons", "explanation", "alternatives"),
    "touch": ("sender_name", "note", "external_id"),
    "statement": ("params", "senders"),
    "consent_event": ("actor", "evidence"),
}
"""What can be emptied (migration `0004_ledger` pins it, and what stands there then)."""

EMPTY = {
    "sender_name": "''", "request": "'{}'", "reasons": "'[]'", "explanation": "'{}'",
    "alternatives": "'[]'", "note": "''", "external_id": "null", "params": "'{}'",
    "senders": "null", "actor": "'{}'", "evidence": "'{}'",
}  # fmt: skip
OWN = {
    "decision": "t.person_id = $1",
    "touch": "t.person_id = $1",
    "statement": "t.party_id = $1",
    "consent_event": "t.person_id = $1",
}
SENT = {"decision": "t.sender = $1::text", "touch": "t.sender = $1::text"}
"""Somebody's name stands with what they sent to others."""


class Emptied(NamedTuple):
    """One row of a ledger, and the fields of it that go."""

    ledger: str
    row_id: UUID
    party: UUID
    fields: list[str]


async def empty_ledgers(known: Known) -> int:
    """All that is about the person, and their traces in what is about others; returns the rows.

    Call it in a transaction: everybody whose chain gets a line is held until its end.
    """
    found = await _found(known)
    parties = sorted({known.person.id, *(each.party for each in found)})
    await rows("select id from person where id = any($1) order by id for no key update", parties)
    found = await _found(known)
    await _say(found)
    for each in found:
        await _empty(each)
    return len(found)


async def _found(known: Known) -> list[Emptied]:
    return [
        Emptied(ledger, row["id"], row["party"], row["fields"])
        for ledger in FIELDS
        for row in await rows(_search(ledger), known.person.id, known.traces.pattern)
    ]


def _search(ledger: str) -> str:
    """The rows of a ledger with something to empty, and which fields these are."""
    named = ", ".join(
        f"case when l.salts ? '{field}' and ({_tells(ledger, field)}) then '{field}' end"
        for field in FIELDS[ledger]
    )
    return f"""
    with found as (
      select t.id, l.party, array_remove(array[{named}], null) as fields
      from {ledger} t join ledger_line l on l.row_id = t.id and l.ledger = '{ledger}'
    )
    select * from found where cardinality(fields) > 0 order by id
    """  # noqa: S608 - names of our own tables


def _tells(ledger: str, field: str) -> str:
    sent = f" or {SENT[ledger]}" if field == "sender_name" else ""
    return f"{OWN[ledger]} or t.{field}::text ~* $2{sent}"


async def _say(found: Iterable[Emptied]) -> None:
    """A line in each chain that names what is emptied in it."""
    said: dict[UUID, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    for each in found:
        said[each.party][each.ledger][str(each.row_id)] = each.fields
    for party, fields in sorted(said.items()):
        await rows(
            "insert into erasure values ($1, $2, $3, $4)",
            new_id(), party, now(), json.dumps(fields),
        )  # fmt: skip


async def _empty(each: Emptied) -> None:
    await rows(
        "update ledger_line set salts = salts - $3::text[] where row_id = $1 and ledger = $2",
        each.row_id, each.ledger, each.fields,
    )  # fmt: skip
    emptied = ", ".join(f"{field} = {EMPTY[field]}" for field in each.fields)
    await rows(f"update {each.ledger} set {emptied} where id = $1", each.row_id)  # noqa: S608
