"""What was said in the conversations: by somebody, for their copy; by all, for the space's."""

import json
from typing import Any

from customer_space.accounts.models import Account
from customer_space.accounts.rights import Side
from customer_space.rights.taking_along.contents import part
from portal.database import rows, transaction

MESSAGES = part("messages", "What you said, in the open and in notes of your side.", """
    select a.name as space, m.at, m.text, m.audience, m.thread_kind, m.edited_at, m.removed_at
    from chat_message m join account a on a.id = m.account_id
    where m.author_id in (select id from seat) order by m.at""")  # fmt: skip
REACTIONS = part("reactions", "What you answered without words.", """
    select r.kind, r.message_id from chat_reaction r where r.member_id in (select id from seat)
    order by r.id""")  # fmt: skip
FILES = part("files", "What you sent along with messages.", """
    select f.name, f.media_type, f.size, f.at, f.message_id from chat_file f
    where f.member_id in (select id from seat) order by f.at""")  # fmt: skip

_SAID = """
select coalesce(json_agg(t), '[]')::text as found from (
  select m.id, m.at, p.display_name as by, m.text, m.audience, m.reply_to_id as reply_to,
         m.thread_kind, m.thread_id, m.edited_at, m.removed_at
  from chat_message m join member s on s.id = m.author_id join person p on p.id = s.person_id
  where m.account_id = $1 and (m.audience is null or m.audience = $2)
  order by m.number, m.note_number
) t
"""


@transaction
async def conversation_of(account: Account, side: Side) -> dict[str, str]:
    """The whole conversation as Markdown and JSON: what is shared, and this side's notes."""
    await rows("set local timezone = 'UTC'")
    [row] = await rows(_SAID, account.id, side)
    said: list[dict[str, Any]] = json.loads(row["found"])
    lines = "\n".join(map(_line, said))
    return {
        "conversation.json": json.dumps(said, ensure_ascii=False, indent=1),
        "conversation.md": f"# The conversation of {account.name}\n\n{lines}",
    }


def _line(said: dict[str, Any]) -> str:
    note = f" (a note of the {said['audience']} side)" if said["audience"] else ""
    words = said["text"].replace("\n", "\n> ") if not said["removed_at"] else "*removed*"
    return f"**{said['by']}**{note}, {said['at'][:16].replace('T', ' ')}\n> {words}\n"
