"""Finds messages through the member: what is not yours, or not your side's, does not exist."""

from uuid import UUID

from collaboration.chat.models import Message
from collaboration.chat.queries import readable, seen_by
from customer_space.accounts.models import Member
from portal.errors import NotFound


async def message_of(member: Member, message_id: UUID) -> Message:
    """A message that this member may read, with what its partial shows.

    Raises:
        NotFound: if there is none (for this member).
    """
    found = await readable().filter(seen_by(member)).get_or_none(id=message_id)
    if found is None:
        raise NotFound
    return found
