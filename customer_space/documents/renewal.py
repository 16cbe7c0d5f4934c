"""A text made anew from what it says now: nothing of what was once in it is left in its log."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from customer_space.documents.crdt import Text
from customer_space.documents.html import to_html, to_plain
from customer_space.documents.models import Document
from customer_space.documents.queries import load
from customer_space.documents.tree import Branch, bring_back, tree_of
from portal.clock import now
from portal.database import rows, transaction
from portal.ids import new_id
from portal.live import announce


@transaction
async def renew(document_id: UUID, change: Callable[[str], str]) -> UUID:
    """Let another document with a fresh log take its place; returns its id.

    `change` is asked for every run of words. Deleted text stays in the history of a CRDT, and a
    browser with the old one would bring it back: so the old document's id is used no more.

    Raises:
        NotFound: there is no such document.
    """
    await rows("select id from document where id = $1 for update", document_id)
    stored = await load(document_id)
    text = Text()
    bring_back(text, [_changed(block, change) for block in tree_of(Text(stored.updates))])
    old = await Document.get(id=document_id).select_related("account")
    fresh = await Document.create(
        id=new_id(),
        account_id=old.account_id,
        kind=old.kind,
        title=old.title,
        number=stored.number + 1,
        snapshot=text.encoded(),
        snapshot_upto=stored.number + 1,
        html=to_html(text),
        plain=to_plain(text),
        changed_at=now(),
    )
    await _take_over(document_id, fresh.id)
    await announce(old.account.topic, "documents.document_settled", fresh.id)
    return fresh.id


_REFERENCES = """
select c.conrelid::regclass::text as table, a.attname as name
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = 'document'::regclass
  and c.conrelid <> 'document_update'::regclass
"""


async def _take_over(old: UUID, fresh: UUID) -> None:
    """Whatever belongs to the old one belongs to the fresh one; its updates go."""
    for found in await rows(_REFERENCES):
        table, name = found["table"], found["name"]
        await rows(f'update {table} set "{name}" = $2 where "{name}" = $1', old, fresh)  # noqa: S608
    await rows("delete from document_update where document_id = $1", old)
    await rows("delete from document where id = $1", old)


def _changed(branch: Branch, change: Callable[[str], str]) -> Branch:
    if "text" in branch:
        return {"text": [[change(words), marks] for words, marks in branch["text"]]}
    attributes: dict[str, Any] = {
        name: change(value) if isinstance(value, str) else value
        for name, value in branch["attributes"].items()
    }
    children = [_changed(child, change) for child in branch["children"]]
    return branch | {"attributes": attributes, "children": children}
