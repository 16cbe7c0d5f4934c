"""What changes a document: it is started, appended to, compacted, and settles."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from customer_space.accounts.models import Account
from customer_space.documents.crdt import Text, opening
from customer_space.documents.errors import BrokenDocument
from customer_space.documents.html import to_html
from customer_space.documents.intake import placement_of
from customer_space.documents.models import Document, DocumentUpdate, Reason, topic_of
from customer_space.documents.placement_kept import packed
from customer_space.documents.queries import Stored, load
from customer_space.documents.revisions import keep
from portal.clock import now
from portal.database import after_commit, database_of, rows, transaction
from portal.live import announce

# Numbers follow the order of commits because the document's row stays locked until then.
_APPEND = """
with next as (
  update document set number = number + cardinality($2::bytea[]), changed_at = $4
  where id = $1 returning id, number
), written as (
  insert into document_update (document_id, number, content, author_id, at)
  select n.id, n.number - cardinality($2::bytea[]) + one.place, one.content, one.author, $4
  from next n, unnest($2::bytea[], $3::uuid[]) with ordinality as one(content, author, place)
)
select number from next
"""


@transaction
async def start(
    account: Account, kind: str, title: str = "", *, blocks: Sequence[tuple[str, str]] = ()
) -> Document:
    """A new document; `blocks` are (node, text), such as ("paragraph", "We want to …")."""
    document = await Document.create(account=account, kind=kind, title=title)
    if blocks:
        await append(document.id, [(opening(blocks), None)])
        await keep(document.id, Reason.START)
        await document.refresh_from_db()
    return document


@transaction
async def append(document_id: UUID, updates: Sequence[tuple[bytes, UUID | None]]) -> int:
    """Keep updates that have passed the intake, each with the member who sent it.

    Returns the number of the last. Other processes are woken after the commit.
    """
    contents, authors = zip(*updates, strict=True)
    [row] = await rows(_APPEND, document_id, list(contents), list(authors), now())
    number: int = row["number"]
    wakeup = database_of().wakeup
    after_commit(lambda: wakeup.wake(topic_of(document_id), number))
    return number


@transaction
async def compact(document_id: UUID) -> None:
    """Put the updates so far into one snapshot, and drop them once it has been read back.

    Raises:
        BrokenDocument: the snapshot does not say the same; nothing is dropped.
    """
    await Document.filter(id=document_id).select_for_update().only("id").get()
    await keep(document_id, Reason.QUIET)  # whoever wrote what is dropped here stays known
    stored = await load(document_id)
    snapshot, placement = await asyncio.to_thread(_joined, stored)
    await Document.filter(id=document_id).update(
        snapshot=snapshot, placement=placement, snapshot_upto=stored.number
    )
    again = await load(document_id)
    if len(again.updates) != 1 or not await asyncio.to_thread(_say_the_same, stored, again):
        raise BrokenDocument("the snapshot does not say what the log says")
    await DocumentUpdate.filter(document_id=document_id, number__lte=stored.number).delete()


@transaction
async def settle(document_id: UUID) -> None:
    """Write down how the text reads now, for pages and search, and tell those who look at it."""
    await keep(document_id, Reason.QUIET)
    document = (
        await Document.get(id=document_id).select_related("account").only("id", "account__id")
    )
    await announce(document.account.topic, "documents.document_settled", document_id)


def _joined(stored: Stored) -> tuple[bytes, bytes]:
    """The snapshot and its packed placement; a long text takes a second."""
    placement = placement_of(stored.updates, stored.placement)
    return Text(stored.updates).encoded(), packed(placement)


def _say_the_same(one: Stored, other: Stored) -> bool:
    return same(Text(one.updates), Text(other.updates))


def same(one: Text, other: Text) -> bool:
    """Whether two replicas have the same content. Their bytes may differ all the same."""
    return one.state == other.state and to_html(one) == to_html(other)
