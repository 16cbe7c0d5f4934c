"""What waits for somebody's answer, by space; never by colleague."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right, Role
from customer_space.feedback.rules import FeedbackState, Step, is_for
from customer_space.plans.rules import due_words
from portal.clock import now
from portal.database import rows

SOON = timedelta(days=7)


class Waiting(NamedTuple):
    """One thing: what is asked, and where it can be answered."""

    words: str
    path: str


async def waiting_for(seats: Sequence[Member]) -> dict[UUID, list[Waiting]]:
    """What waits at each of these seats (of one person); four statements, however many."""
    found: dict[UUID, list[Waiting]] = defaultdict(list)
    by_id = {str(seat.id): seat for seat in seats}
    today = now().date()
    for row in await rows(_INITIATIVES, list(by_id)):
        seat = by_id[str(row["seat"])]
        if words := _asked(seat, row):
            found[seat.id].append(Waiting(words, f"initiatives/{row['id']}"))
    for row in await rows(_COMMITMENTS, list(by_id), today + SOON):
        seat = by_id[str(row["seat"])]
        words = f"You owe: {row['text']} ({due_words(row['due'], today)})"
        found[seat.id].append(Waiting(words, f"plan#commitment_{row['id']}"))
    for row in await rows(_ANSWERS, list(by_id)):
        words = "An answer came by mail in your name. Was it you?"
        found[by_id[str(row["seat"])].id].append(Waiting(words, "notifications"))
    for row in await rows(_FEEDBACK, list(by_id)):
        seat = by_id[str(row["seat"])]
        if words := _asked_about(seat, row):
            found[seat.id].append(Waiting(words, f"feedback/{row['id']}"))
    return found


_INITIATIVES = """
select m.id as seat, i.id, i.title, i.author_id = m.id as own,
  array(select s.side from initiative_sign_off s
        where s.initiative_id = i.id and s.voided_at is null) as signed,
  exists (select 1 from stance st
          where st.initiative_id = i.id and st.member_id = m.id) as stood
from member m join initiative i on i.account_id = m.account_id
where m.id = any($1::uuid[])
  and i.state in ('proposed', 'deliberating', 'awaiting_signoff')
order by i.changed_at
"""

_COMMITMENTS = """
select owner_id as seat, id, text, due from commitment
where owner_id = any($1::uuid[]) and state = 'open' and due <= $2
order by due
"""


_ANSWERS = """
select distinct a.member_id as seat from held_reply h join reply_address a on a.id = h.address_id
where a.member_id = any($1::uuid[]) and h.decided_at is null
"""


_FEEDBACK = """
select m.id as seat, f.id, left(f.words, 80) as words, f.state, a.role
from member m join feedback f on f.account_id = m.account_id join member a on a.id = f.author_id
where m.id = any($1::uuid[]) and f.state in ('open', 'reopened', 'answered')
order by f.changed_at
"""


def _asked_about(seat: Member, row: dict[str, object]) -> str | None:
    answered = row["state"] == FeedbackState.ANSWERED
    step = Step.CONFIRM if answered else Step.TAKE
    if not is_for(step, giver=Role(str(row["role"])).side, side=seat.side):
        return None
    asked = "was answered: did that settle it?" if answered else "waits for somebody of your side"
    return f"“{row['words']}” {asked}"


def _asked(seat: Member, row: dict[str, object]) -> str | None:
    signed = row["signed"]
    assert isinstance(signed, list)  # noqa: S101 - an array in the statement
    if seat.may(Right.SIGN):
        unsigned = seat.side not in signed
        return f"“{row['title']}” waits for your side’s signature" if unsigned else None
    return None if row["own"] or row["stood"] else f"“{row['title']}” asks where you stand"
