"""Finds documents through the member: what is not yours does not exist."""

from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.documents.models import Document
from portal.errors import NotFound


async def document_of(member: Member, document_id: UUID | str) -> Document:
    """The document with this id in the member's space, without its snapshot.

    Raises:
        NotFound: there is none, or it is another account's.
    """
    try:
        wanted = UUID(str(document_id))
    except ValueError:
        raise NotFound from None
    found = await Document.get_or_none(id=wanted, account_id=member.account_id).only(
        "id", "account_id", "kind", "title", "number", "html", "plain", "changed_at"
    )
    if found is None:
        raise NotFound
    return found
