"""Saying something."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from tortoise.exceptions import IntegrityError

from collaboration.chat.mentions import remember
from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed, PortalError
from portal.live import tell_after_commit


class Thread(NamedTuple):
    """A conversation beside something that is worked on."""

    kind: ThreadKind
    id: UUID


class Saying(NamedTuple):
    """Words (validated) that somebody wants to say, under an id that the client made."""

    id: UUID
    text: str
    by: Member
    reply_to: UUID | None = None
    thread: Thread | None = None
    audience: Side | None = None
    """None: everybody in the space; else the author's own side."""

    @property
    def topic(self) -> str:
        """Where it will be announced: a note counts in its side's topic only, so that the
        others' numbers tell nothing of it."""
        account = self.by.account
        return account.topic_of_side(self.audience) if self.audience else account.topic


# Numbers rise with the commits because the topic's row stays locked until then. Who lost the
# seat in this moment is waited for, and says nothing more.
_SAY = """
with said as (
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[],
    $7::uuid[]) with ordinality
    as said (id, author_id, role, text, reply_to_id, thread_kind, thread_id, place)
),
seats as (
  select id, role from member
  where id = any($2) and account_id = $8 and left_at is null for share
),
fresh as materialized (
  select said.*, row_number() over (order by place) as nth
  from said join seats on seats.id = author_id and seats.role = said.role
  where not exists (select from chat_message as before where before.id = said.id)
    and (reply_to_id is null or exists (
      select from chat_message as other
      where other.id = said.reply_to_id and other.account_id = $8
        and other.thread_id is not distinct from said.thread_id
        and (other.audience is null or other.audience = $9)))
),
counted as (
  insert into topic (name, number) select $10, count(*) from fresh having count(*) > 0
  on conflict (name) do update set number = topic.number + excluded.number
  returning number - (select count(*) from fresh) as past
),
shared as (select coalesce(max(number), 0) as number from topic where name = $11),
told as (
  insert into event (topic, number, kind, subject, at)
  select $10, past + nth, 'chat.message_posted', id, $12 from fresh, counted order by nth
)
insert into chat_message
  (id, account_id, author_id, text, reply_to_id, thread_kind, thread_id, at, audience,
   number, note_number)
select id, $8, author_id, text, reply_to_id, thread_kind, thread_id, $12, $9,
  case when $9::text is null then past + nth else shared.number end,
  case when $9::text is null then 0 else past + nth end
from fresh, counted, shared order by nth
returning id, number, note_number
"""


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
    [outcome] = await post_all([Saying(id, text, by, reply_to, thread, audience)])
    if isinstance(outcome, PortalError):
        raise outcome
    return await Message.get(id=id), outcome


async def post_all(said: Sequence[Saying]) -> list[int | PortalError]:
    """Say several things in one space, in this order and in one transaction.

    Returns for each its number in the space, or what `post` would raise.
    """
    try:
        return await _post_all(said)
    except IntegrityError:
        # One of the ids was taken in this moment: now there is a message to be compared with.
        return await _post_all(said)


@transaction
async def _post_all(said: Sequence[Saying]) -> list[int | PortalError]:
    outcomes: list[int | PortalError] = []
    for run in _runs(said):
        made = await _post_run(run)
        outcomes += [made.get(one.id) or await _outcome_of(one) for one in run]
    return outcomes


def _runs(said: Sequence[Saying]) -> Iterator[list[Saying]]:
    """What one statement can say: for the same readers, and without looking at each other."""
    run: list[Saying] = []
    for one in said:
        ids = {other.id for other in run}
        if run and (one.topic != run[0].topic or one.id in ids or one.reply_to in ids):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


async def _post_run(run: list[Saying]) -> dict[UUID, int]:
    """The number of each message that is new."""
    first = run[0]
    if first.audience not in {None, first.by.side}:
        return {}
    account = first.by.account
    columns = zip(*map(_columns, run), strict=True)
    made = await rows(_SAY, *columns, account.id, first.audience, first.topic, account.topic, now())
    if made:
        await _remember_mentions(run, {row["id"] for row in made})
        tell_after_commit(first.topic, max(row["note_number"] or row["number"] for row in made))
    return {row["id"]: row["number"] for row in made}


def _columns(one: Saying) -> tuple[object, ...]:
    kind, thread_id = one.thread or (None, None)
    return one.id, one.by.id, one.by.role, one.text, one.reply_to, kind, thread_id


async def _remember_mentions(run: list[Saying], made: set[UUID]) -> None:
    for one in run:
        if "@" in one.text and one.id in made:
            await remember(await Message.get(id=one.id))


async def _outcome_of(asked: Saying) -> int | PortalError:
    """Of words that did not become a new message."""
    if asked.audience not in {None, asked.by.side}:
        return NotAllowed("A note is for your own side.")
    before = await Message.get_or_none(id=asked.id)
    if before is None:
        return await _refusal(asked.by)
    if _is_same(before, asked):
        number: int = before.number
        return number
    return Conflict("This id was already used for another message.")


def _is_same(before: Message, asked: Saying) -> bool:
    """Whether one is a repeat of the other; the words may have been changed since by its author."""
    changed = before.edited_at or before.removed_at
    thread_id = asked.thread.id if asked.thread else None
    place = before.author_id, before.reply_to_id, before.thread_id, before.audience
    same_place = place == (asked.by.id, asked.reply_to, thread_id, asked.audience)
    return same_place and (bool(changed) or before.text == asked.text)


async def _refusal(by: Member) -> PortalError:
    if await Member.exists(id=by.id, left_at=None, role=by.role):
        return Invalid({"reply_to": "The message you answer is not part of this conversation."})
    return NotAllowed("Your seat in this space has ended or changed.")
