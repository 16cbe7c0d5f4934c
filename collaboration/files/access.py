"""Finds files through the member: those of messages that they may read, and which still stand."""

from uuid import UUID

from collaboration.chat.models import Message
from collaboration.chat.queries import seen_by
from collaboration.files.models import File
from customer_space.accounts.models import Member
from portal.errors import NotFound


async def file_of(member: Member, file_id: UUID) -> File:
    """A file that went along with a message which this member may read.

    Raises:
        NotFound: if there is none (for this member), or its message was removed.
    """
    file = await File.get_or_none(id=file_id, account_id=member.account_id)
    if file is None:
        raise NotFound
    said = Message.filter(seen_by(member), id=file.message_id, author_id=file.member_id)
    if not await said.filter(removed_at=None).exists():
        raise NotFound
    return file


async def unsent_file_of(member: Member, file_id: UUID) -> File:
    """A file that this member is about to send. NotFound if there is none."""
    file = await File.get_or_none(id=file_id, member_id=member.id)
    if file is None or await Message.exists(id=file.message_id):
        raise NotFound
    return file
