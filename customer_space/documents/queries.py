"""A document's content out of the log."""

from typing import NamedTuple
from uuid import UUID

from customer_space.documents.crdt import Text
from customer_space.documents.models import Document
from portal.database import rows
from portal.errors import NotFound


class Stored(NamedTuple):
    """What the log holds of a document: the snapshot (if any), then the updates after it."""

    updates: list[bytes]
    number: int
    since_snapshot: int
    """Bytes of the updates after the snapshot."""
    placement: bytes | None
    """Of the snapshot (customer_space.documents.placement_kept)."""


# One statement, so that a compaction in between cannot hide anything.
_STORED = """
select d.snapshot, d.placement, d.number, l.contents
from document d, lateral (
  select array_agg(u.content order by u.number) as contents
  from document_update u where u.document_id = d.id and u.number > d.snapshot_upto
) l
where d.id = $1
"""
_AFTER = """
select number, content from document_update
where document_id = $1 and number > $2 and ($3::bigint is null or number <= $3) order by number
"""


async def load(document_id: UUID) -> Stored:
    """Everything that makes up the document.

    Raises:
        NotFound: there is no such document.
    """
    found = await rows(_STORED, document_id)
    if not found:
        raise NotFound
    row, updates = found[0], [bytes(one) for one in found[0]["contents"] or ()]
    size = sum(map(len, updates))
    if row["snapshot"] is not None:
        updates.insert(0, bytes(row["snapshot"]))
    return Stored(updates, row["number"], size, row["placement"])


async def text_of(document_id: UUID) -> Text:
    """The document in memory, for reading."""
    return Text((await load(document_id)).updates)


async def updates_after(
    document_id: UUID, number: int, upto: int | None = None
) -> list[bytes] | None:
    """The updates after `number`, in their order; None if some of them are in a snapshot now."""
    found = await rows(_AFTER, document_id, number, upto)
    if found:
        whole = found[0]["number"] == number + 1
    else:
        there = upto or (await Document.get(id=document_id).only("id", "number")).number
        whole = there <= number
    if not whole:
        return None
    return [bytes(row["content"]) for row in found]
