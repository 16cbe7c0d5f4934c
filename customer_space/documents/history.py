"""The history of a text as it is shown: who wrote when, and how two revisions differ."""

from typing import NamedTuple
from uuid import UUID

from tortoise.expressions import Q

from customer_space.documents.differences import Stretch, compare, folded, lines_of
from customer_space.documents.models import Revision
from portal.errors import NotFound

SHOWN = 50
_LIGHT = ("id", "document_id", "number", "reason", "began_at", "at", "by_id", "restored_id")


class Page(NamedTuple):
    """Some revisions, the latest first, and whether there are older ones."""

    revisions: list[Revision]
    older: bool


async def revisions_of(document_id: UUID, before: Revision | None = None) -> Page:
    """The latest revisions, or those before one; without their texts, with their people."""
    mine = Revision.filter(document_id=document_id)
    if before is not None:
        mine = mine.filter(_earlier_than(before))
    found = await mine.order_by("-number", "-id").limit(SHOWN + 1).only(*_LIGHT).prefetch_related(
        "authors__person", "by__person", "restored"
    )  # fmt: skip
    return Page(found[:SHOWN], len(found) > SHOWN)


async def revision_of(document_id: UUID, revision_id: UUID | str) -> Revision:
    """One revision of this document with its text and people.

    Raises:
        NotFound: there is none, or it is of another document.
    """
    try:
        wanted = UUID(str(revision_id))
    except ValueError:
        raise NotFound from None
    found = await Revision.get_or_none(id=wanted, document_id=document_id).prefetch_related(
        "authors__person", "by__person", "restored"
    )
    if found is None:
        raise NotFound
    return found


async def before(revision: Revision) -> Revision | None:
    """The revision before this one; None: it is the first."""
    mine = Revision.filter(document_id=revision.document_id).filter(_earlier_than(revision))
    return await mine.order_by("-number", "-id").first()


def difference(earlier: Revision | None, later: Revision) -> list[Stretch]:
    """What was added and removed from one to the other, word by word."""
    old = lines_of(earlier.content) if earlier else []
    return folded(compare(old, lines_of(later.content)))


def _earlier_than(revision: Revision) -> Q:
    return Q(number__lt=revision.number) | Q(number=revision.number, id__lt=revision.id)
