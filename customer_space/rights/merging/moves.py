"""The rows that move when two records become one, and where they were: nothing else changes.

A row that cannot move, because the kept record has one like it, rests until the records part.
"""

from typing import Any, NamedTuple
from uuid import UUID

from portal.database import rows

Undo = dict[str, Any]
"""Ids as text, by what was done with them."""


class Move(NamedTuple):
    """Rows of a table that belong to a person; `beside` are the columns with which it is unique."""

    table: str
    person: str
    beside: str = ""
    rests: str = ""
    """The column that lets a row rest when it is set to now."""


MOVES = (
    Move("contact_point_link", "person_id", "contact_point_id", "valid_to"),
    Move("member", "person_id", "account_id", "left_at"),
    Move("contact", "person_id", "account_id"),
    Move("external_id", "thing_id"),
    Move("identity", "person_id"),
    Move("gate_question", "person_id"),
)

_SECOND = """
update contact_point_link l set is_primary = false from contact_point c
where c.id = l.contact_point_id and l.person_id = $1 and l.is_primary and l.valid_to is null
  and exists (
    select 1 from contact_point_link k join contact_point o on o.id = k.contact_point_id
    where k.person_id = $2 and k.is_primary and k.valid_to is null and o.kind = c.kind)
returning l.id
"""


async def move(gone: UUID, kept: UUID) -> Undo:
    """Let the kept record have what is the other's."""
    second = await rows(_SECOND, gone, kept)
    undo: Undo = {"second": _ids(second)}
    for each in MOVES:
        undo[each.table] = _ids(await rows(_moving(each), gone, kept))
        if each.rests:
            undo[f"resting {each.table}"] = _ids(await rows(_resting(each), gone))
    return undo


async def move_back(undo: Undo, gone: UUID) -> None:
    """Every row where it was."""
    for each in MOVES:
        await rows(_returning(each), undo[each.table], gone)
        if each.rests:
            sql = f"update {each.table} set {each.rests} = null where id = any($1::uuid[])"  # noqa: S608
            await rows(sql, undo[f"resting {each.table}"])
    await rows(
        "update contact_point_link set is_primary = true where id = any($1::uuid[])",
        undo["second"],
    )


def _moving(each: Move) -> str:
    alone = ""
    if each.beside:
        alone = f"""and not exists (select 1 from {each.table} o
          where o.{each.person} = $2 and o.{each.beside} = t.{each.beside})"""  # noqa: S608
    return f"""
    update {each.table} t set {each.person} = $2 where t.{each.person} = $1 {alone} returning t.id
    """  # noqa: S608


def _resting(each: Move) -> str:
    return (
        f"update {each.table} set {each.rests} = now() "  # noqa: S608
        f"where {each.person} = $1 and {each.rests} is null returning id"
    )


def _returning(each: Move) -> str:
    return f"update {each.table} set {each.person} = $2 where id = any($1::uuid[])"  # noqa: S608


def _ids(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str(row["id"]) for row in found)
