"""Saying something."""

from typing import NamedTuple
from uuid import UUID

from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.models import Member
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed
from portal.live import announce


class Thread(NamedTuple):
    """A conversation beside something that is worked on."""

    kind: ThreadKind
    id: UUID


_INSERT = """
insert into chat_message
  (id, account_id, author_id, text, reply_to_id, thread_kind, thread_id, at, number)
select $1, $2, id, $4, $5::uuid, $6, $7::uuid, $8, 0 from member
where id = $3 and account_id = $2 and left_at is null and role = $9
  and ($5::uuid is null or exists (
    select 1 from chat_message
    where id = $5 and account_id = $2 and thread_id is not distinct from $7))
for share
on conflict (id) do nothing
returning id
"""


@transaction
async def post(
    text: str,
    *,
    id: UUID,  # noqa: A002 - that is what it is
    by: Member,
    reply_to: UUID | None = None,
    thread: Thread | None = None,
) -> tuple[Message, int]:
    """Say something (validated text) in the space, or in a thread; returns its number there too.

    `id` is made by the client: the same words under the same id are the same message.

    Raises:
        Conflict: if the id stands for something else.  NotAllowed: if the seat has ended.
        Invalid: if `reply_to` is not a message of this conversation.
    """
    kind, thread_id = thread or (None, None)
    made = await rows(
        _INSERT, id, by.account_id, by.id, text, reply_to, kind, thread_id, now(), by.role
    )
    if not made:
        return await _repeated(text, id, by, reply_to, thread_id)
    number = await announce(by.account.topic, "chat.message_posted", id)
    await Message.filter(id=id).update(number=number)
    return await Message.get(id=id), number


async def _repeated(
    text: str, id_: UUID, by: Member, reply_to: UUID | None, thread_id: UUID | None
) -> tuple[Message, int]:
    before = await Message.get_or_none(id=id_)
    if before is None:
        await _refuse(by)
    elif (before.author_id, before.text, before.reply_to_id, before.thread_id) == (
        by.id, text, reply_to, thread_id,
    ):  # fmt: skip
        return before, before.number
    raise Conflict("This id was already used for another message.")


async def _refuse(by: Member) -> None:
    if await Member.exists(id=by.id, left_at=None, role=by.role):
        raise Invalid({"reply_to": "The message you answer is not part of this conversation."})
    raise NotAllowed("Your seat in this space has ended or changed.")
