"""An earlier text is brought back: as a new change, so that nothing of the present is lost."""

from customer_space.accounts.models import Member
from customer_space.documents.actions import append
from customer_space.documents.crdt import Text
from customer_space.documents.models import Document, Reason, Revision
from customer_space.documents.queries import load
from customer_space.documents.revisions import keep
from customer_space.documents.tree import bring_back
from portal.database import rows, transaction
from portal.live import announce


@transaction
async def restore(revision: Revision, *, by: Member) -> Revision | None:
    """Let the text read as `revision` again; those who write in it see it happen.

    How it read before is a revision too, so that this can be taken back the same way. Returns the
    new revision; None where the text reads like that already.
    """
    document_id = revision.document_id
    await rows("select id from document where id = $1 for no key update", document_id)
    await keep(document_id, Reason.QUIET)
    text = Text((await load(document_id)).updates)
    update = bring_back(text, revision.content)
    if update is None:
        return None
    await append(document_id, [(update, by.id)])
    made = await keep(document_id, Reason.RESTORE, by=by, restored=revision)
    document = (
        await Document.get(id=document_id).select_related("account").only("id", "account__id")
    )
    await announce(document.account.topic, "documents.document_settled", document_id)
    return made
