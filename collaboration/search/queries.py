"""PostgreSQL's full text over what a member may read: their space, shared or of their side."""

from typing import Any, NamedTuple

from markupsafe import Markup

from collaboration.chat.rules import plain
from collaboration.search.rules import excerpt, tsquery
from customer_space.accounts.models import Member
from portal.database import rows

MOST = 20
"""Of each kind."""

# The expressions are those of the indexes (migration search).
_MESSAGES = """
select m.id, m.text, m.at, m.audience, m.thread_kind, p.display_name as name, s.role as role
from chat_message m join member s on s.id = m.author_id join person p on p.id = s.person_id
where m.account_id = $2 and m.removed_at is null and (m.audience is null or m.audience = $3)
  and to_tsvector('simple', m.text) @@ to_tsquery('simple', $1)
order by m.number desc, m.note_number desc limit $4
"""
_PLAN = """
select d.plain as text from document d join plan p on p.document_id = d.id
where p.account_id = $2 and to_tsvector('simple', left(d.plain, 100000)) @@ to_tsquery('simple', $1)
"""
_OUTCOMES = """
select o.id, o.words as text from desired_outcome o join plan p on p.id = o.plan_id
where p.account_id = $2 and o.removed_at is null
  and to_tsvector('simple', o.words || ' ' || o.measure) @@ to_tsquery('simple', $1)
order by o.position limit $3
"""
_COMMITMENTS = """
select c.id, c.text, c.state, c.due, n.display_name as name, s.role as role
from commitment c join plan p on p.id = c.plan_id
  join member s on s.id = c.owner_id join person n on n.id = s.person_id
where p.account_id = $2 and to_tsvector('simple', c.text) @@ to_tsquery('simple', $1)
order by c.due desc limit $3
"""
_INITIATIVES = """
select i.id, i.title, i.state,
  i.title || '. ' || i.trying || ' ' || i.expecting || ' ' || i.measuring || ' '
    || i.result || ' ' || i.lesson as text
from initiative i
where i.account_id = $2
  and to_tsvector('simple', i.title || '. ' || i.trying || ' ' || i.expecting || ' '
    || i.measuring || ' ' || i.result || ' ' || i.lesson) @@ to_tsquery('simple', $1)
order by i.number desc limit $3
"""


class Found(NamedTuple):
    """A row, and the part of its text that was looked for."""

    row: dict[str, Any]
    excerpt: Markup


async def found_by(member: Member, words: list[str]) -> dict[str, list[Found]]:
    """What holds all of the words, by kind; kinds in which nothing was found are left out."""
    asked, here = tsquery(words), member.account_id
    kinds = {
        "plan": await rows(_PLAN, asked, here),
        "outcomes": await rows(_OUTCOMES, asked, here, MOST),
        "commitments": await rows(_COMMITMENTS, asked, here, MOST),
        "initiatives": await rows(_INITIATIVES, asked, here, MOST),
        "messages": await rows(_MESSAGES, asked, here, member.side, MOST),
    }
    for row in kinds["messages"]:
        row["text"] = plain(row["text"])
    return {
        kind: [Found(row, excerpt(row["text"], words)) for row in found]
        for kind, found in kinds.items()
        if found
    }
