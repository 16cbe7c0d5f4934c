"""What stays of a text as it was: a revision after a quiet moment, and at every signature."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.documents.crdt import Text
from customer_space.documents.html import to_html, to_plain
from customer_space.documents.models import Document, Reason, Revision
from customer_space.documents.queries import load
from customer_space.documents.tree import Branch, tree_of
from portal.clock import now
from portal.database import rows, transaction

SITTING = timedelta(minutes=10)
"""Quiet moments this soon after each other are one revision, not many."""

_AUTHORS = """
select distinct author_id as id from document_update
where document_id = $1 and number > $2 and number <= $3 and author_id is not null
"""


class Reading(NamedTuple):
    """How a document reads at an update's number."""

    number: int
    html: str
    plain: str
    content: list[Branch]


@transaction
async def keep(
    document_id: UUID, reason: Reason, *, by: Member | None = None, restored: Revision | None = None
) -> Revision | None:
    """Write down how the text reads now, for pages, search and its history.

    Returns the revision; None where a quiet moment brought nothing new.

    Raises:
        BrokenDocument: the text cannot be read; what was written down before stays.
    """
    reading = await _read(document_id)
    await rows("select id from document where id = $1 for no key update", document_id)
    last = await Revision.filter(document_id=document_id).order_by("-number", "-id").first()
    if last and last.number > reading.number:
        return None  # another process was faster, and further
    await Document.filter(id=document_id).update(html=reading.html, plain=reading.plain)
    if reason is Reason.QUIET and last and last.html == reading.html:
        return None
    authors = await rows(_AUTHORS, document_id, last.number if last else 0, reading.number)
    revision = (
        await _went_on(last, reading)
        if reason is Reason.QUIET and last and _is_same_sitting(last)
        else await _made(document_id, reading, reason, by, restored)
    )
    await revision.authors.add(*await Member.filter(id__in=[row["id"] for row in authors]))
    return revision


async def _read(document_id: UUID) -> Reading:
    stored = await load(document_id)
    text = Text(stored.updates)
    return Reading(stored.number, to_html(text), to_plain(text), tree_of(text))


def _is_same_sitting(last: Revision) -> bool:
    return last.reason is Reason.QUIET and now() - last.began_at < SITTING


async def _went_on(last: Revision, reading: Reading) -> Revision:
    await last.update_from_dict(reading._asdict() | {"at": now()}).save()
    return last


async def _made(
    document_id: UUID,
    reading: Reading,
    reason: Reason,
    by: Member | None,
    restored: Revision | None,
) -> Revision:
    at = now()
    return await Revision.create(
        document_id=document_id, reason=reason, began_at=at, at=at, by=by, restored=restored,
        **reading._asdict(),
    )  # fmt: skip
