"""A whole conversation as one member may read it, a piece at a time, the oldest first."""

from collections.abc import AsyncIterator

from collaboration.chat.shown import SHOWN, Shown, shown
from customer_space.accounts.models import Member
from portal.database import rows

AT_ONCE = 200

_NEXT = f"""{SHOWN}
where message.account_id = $1 and (message.audience is null or message.audience = $2)
  and (message.number, message.note_number) > ($3, $4)
order by message.number, message.note_number limit {AT_ONCE}"""
_HOLDS = """
select count(*) as messages, count(*) filter (where audience is not null) as notes,
  count(*) filter (where thread_id is not null) as in_threads,
  (select count(*) from chat_file f join chat_message m
     on m.id = f.message_id and m.author_id = f.member_id and m.removed_at is null
   where m.account_id = $1 and (m.audience is null or m.audience = $2)) as files
from chat_message where account_id = $1 and (audience is null or audience = $2)
"""


async def everything_said(member: Member) -> AsyncIterator[list[Shown]]:
    """Everything shared and of the member's own side, in the order in which it was said."""
    last = (-1, -1)
    while some := await shown(_NEXT, member.account_id, member.side, *last):
        yield some
        last = (some[-1].number, some[-1].note_number)


async def what_it_holds(member: Member) -> dict[str, int]:
    """How many messages, notes among them, messages in threads, and files."""
    [row] = await rows(_HOLDS, member.account_id, member.side)
    return row
