"""What reached somebody, what was held back, and why: in the words the sender saw."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from customer_space.gate.rules.channels import Channel
from portal.clock import now
from portal.database import rows

SHOWN = 40
MONTH = timedelta(days=30)

DONE = {
    Channel.EMAIL: "wrote you an e-mail",
    Channel.SMS: "sent you a text message",
    Channel.WHATSAPP: "wrote to you by WhatsApp",
    Channel.RCS: "sent you a message",
    Channel.VOICE_LIVE: "called you",
    Channel.VOICE_AUTO: "had a machine call you",
    Channel.VIDEO: "met you by video",
    Channel.VISIT: "visited you",
    Channel.POSTAL: "wrote you a letter",
    Channel.PORTAL: "wrote to you in the portal",
    Channel.PUSH: "sent you a notice",
}
WANTED = {
    Channel.EMAIL: "write you an e-mail",
    Channel.SMS: "send you a text message",
    Channel.WHATSAPP: "write to you by WhatsApp",
    Channel.RCS: "send you a message",
    Channel.VOICE_LIVE: "call you",
    Channel.VOICE_AUTO: "have a machine call you",
    Channel.VIDEO: "meet you by video",
    Channel.VISIT: "visit you",
    Channel.POSTAL: "write you a letter",
    Channel.PORTAL: "write to you in the portal",
    Channel.PUSH: "send you a notice",
}
MISSED = frozenset({"not_reached", "voicemail", "bounced", "declined"})


class State(StrEnum):
    """How a line of the timeline ended."""

    BOOKED = "booked"
    CAME = "came through"
    UNASKED = "without asking"
    WAITS = "waits"
    HELD_BACK = "held back"
    CALLED_OFF = "called off"


WHY = {
    State.UNASKED: "Nobody asked the gate first.",
    State.BOOKED: "The gate found this time within your wishes. A no from you still ends it.",
}


@dataclass(frozen=True)
class Line:
    """One contact, or one that was not."""

    id: UUID
    at: datetime
    words: str
    why: str
    state: State
    next_at: datetime | None
    note: str


@dataclass(frozen=True)
class Timeline:
    """The last lines, and what the last 30 days added up to."""

    person_id: UUID
    lines: Sequence[Line]
    came: int
    held_back: int


_LINES = """
select t.id, t.occurred_at as at, t.channel, t.sender_name, c.title, t.note,
       d.explanation, null::timestamptz as next_at,
       case when exists (select 1 from touch x where x.cancels_id = t.id) then 'called off'
            when t.compliance = 'unasked' then 'without asking' else 'came through' end as state,
       t.outcome
from touch t
join contact_topic c on c.key = t.topic
left join permit p on p.id = t.permit_id
left join decision d on d.id = p.decision_id
where t.person_id = $1 and t.cancels_id is null and t.direction = 'out'
union all
select d.id, d.decided_at, d.channel, d.sender_name, c.title, '',
       d.explanation, d.next_at,
       case when d.outcome = 'defer' then 'waits' else 'held back' end, ''
from decision d
join contact_topic c on c.key = d.topic
where d.person_id = $1 and d.outcome <> 'allow' and d.mode <> 'simulate'
union all
select r.id, r.held_at, r.channel, d.sender_name, c.title, '',
       d.explanation, r.slot_at, 'booked', ''
from reservation r
join decision d on d.id = r.decision_id
join contact_topic c on c.key = r.topic
where r.person_id = $1 and r.state = 'held' and (r.expires_at is null or r.expires_at > $3)
order by at desc
limit $2
"""

_SUMS = """
select (select count(*) from touch t where t.person_id = $1 and t.occurred_at > $2
          and t.cancels_id is null and t.direction = 'out'
          and not exists (select 1 from touch x where x.cancels_id = t.id)) as came,
       (select count(*) from decision d where d.person_id = $1 and d.decided_at > $2
          and d.outcome <> 'allow' and d.mode <> 'simulate') as held_back
"""


async def timeline_of(person_id: UUID) -> Timeline:
    """The person's own timeline; nobody else's page shows it."""
    found = await rows(_LINES, person_id, SHOWN, now())
    [sums] = await rows(_SUMS, person_id, now() - MONTH)
    return Timeline(person_id, [_line(row) for row in found], sums["came"], sums["held_back"])


def _line(row: dict[str, Any]) -> Line:
    state = State(row["state"])
    explanation = _plain(row["explanation"])
    return Line(
        id=row["id"],
        at=row["at"],
        words=_words(row, state),
        why=WHY.get(state, explanation),
        state=state,
        next_at=row["next_at"],
        note=row["note"],
    )


def _words(row: dict[str, Any], state: State) -> str:
    channel, name, about = Channel(row["channel"]), row["sender_name"], row["title"]
    if state in {State.CAME, State.UNASKED} and row["outcome"] not in MISSED:
        return f"{name} {DONE[channel]} about {about}."
    verb = "tried to" if state in {State.CAME, State.UNASKED} else "wanted to"
    if state is State.BOOKED:
        verb = "will"
    return f"{name} {verb} {WANTED[channel]} about {about}."


def _plain(explanation: Any) -> str:
    words = json.loads(explanation) if isinstance(explanation, str) else explanation or {}
    return str(words.get("full", ""))
