"""Saying something."""

from typing import NamedTuple
from uuid import UUID

from collaboration.chat.mentions import remember
from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed
from portal.live import announce, number_of


class Thread(NamedTuple):
    """A conversation beside something that is worked on."""

    kind: ThreadKind
    id: UUID


_INSERT = """
insert into chat_message
  (id, account_id, author_id, text, reply_to_id, thread_kind, thread_id, at, number, audience,
   note_number)
select $1, $2, id, $4, $5::uuid, $6, $7::uuid, $8, 0, $10::text, 0 from member
where id = $3 and account_id = $2 and left_at is null and role = $9
  and ($5::uuid is null or exists (
    select 1 from chat_message
    where id = $5 and account_id = $2 and thread_id is not distinct from $7
      and (audience is null or audience = $10::text)))
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
    audience: Side | None = None,
) -> tuple[Message, int]:
    """Say something (validated text) in the space, or in a thread; returns its number there too.

    `id` is made by the client: the same words under the same id are the same message.
    `audience` None is everybody in the space; else it has to be the author's own side.

    Raises:
        Conflict: if the id stands for something else.  NotAllowed: if the seat has ended.
        Invalid: if `reply_to` is not a message of this conversation, or is a note and this is not.
    """
    if audience not in {None, by.side}:
        raise NotAllowed("A note is for your own side.")
    kind, thread_id = thread or (None, None)
    made = await rows(
        _INSERT, id, by.account_id, by.id, text, reply_to, kind, thread_id, now(), by.role, audience
    )
    if not made:
        asked = Message(
            id=id,
            text=text,
            author_id=by.id,
            reply_to_id=reply_to,
            thread_id=thread_id,
            audience=audience,
        )
        return await _repeated(asked, by)
    said = await Message.get(id=id)
    await remember(said)
    await _announced(said, by)
    return said, said.number


async def _announced(said: Message, by: Member) -> None:
    """A note counts in its side's topic only: the others' numbers tell nothing of it."""
    number = await announce(said.topic_in(by.account), "chat.message_posted", said.id)
    if said.audience:
        said.number, said.note_number = await number_of(by.account.topic), number
    else:
        said.number = number
    await said.save(update_fields=["number", "note_number"])


async def _repeated(asked: Message, by: Member) -> tuple[Message, int]:
    before = await Message.get_or_none(id=asked.id)
    if before is None:
        await _refuse(by)
    elif _is_same(before, asked):
        return before, before.number
    raise Conflict("This id was already used for another message.")


def _is_same(before: Message, asked: Message) -> bool:
    """Whether one is a repeat of the other; the words may have been changed since by its author."""
    changed = before.edited_at or before.removed_at
    return _place(before) == _place(asked) and (bool(changed) or before.text == asked.text)


def _place(said: Message) -> tuple[object, ...]:
    return said.author_id, said.reply_to_id, said.thread_id, said.audience


async def _refuse(by: Member) -> None:
    if await Member.exists(id=by.id, left_at=None, role=by.role):
        raise Invalid({"reply_to": "The message you answer is not part of this conversation."})
    raise NotAllowed("Your seat in this space has ended or changed.")
