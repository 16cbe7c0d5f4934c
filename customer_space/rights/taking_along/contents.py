"""What a copy holds: parts with a name, a sentence, and the rows. Of others only what they said
to this person.

The document: {"schema": "parley.takeout/1", "made_at": instant, "person": id, "parts": [{"name",
"about", "columns": [column], "rows": [{column: value}]}]}. Instants are ISO 8601 in UTC, ids are
UUIDs, and a part may be empty but is never left out. Another shape gets another number.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import UUID

from portal.database import rows, transaction

SCHEMA = "parley.takeout/1"

Rows = list[dict[str, Any]]


class Part(NamedTuple):
    """One part of a copy; `read` fetches the rows of a person."""

    name: str
    about: str
    read: Callable[[UUID], Awaitable[Rows]]


def part(name: str, about: str, sql: str) -> Part:
    """A part whose rows one query returns; $1 is the person, `seat` holds their seats."""

    @transaction
    async def read(person_id: UUID) -> Rows:
        await rows("set local timezone = 'UTC'")
        [found] = await rows(
            f"with seat as (select id from member where person_id = $1) "  # noqa: S608
            f"select coalesce(json_agg(t), '[]')::text as found from ({sql}) t",
            person_id,
        )
        taken: Rows = json.loads(found["found"])
        return taken

    return Part(name, about, read)


PARTS = (
    part("person", "Who you are to us.", """
        select id, display_name as name, email, locale, tz, tz_source, country, region, birth_date,
               state, created_at from person where id = $1"""),
    part("addresses", "Where you can be reached, and where we have that from.", """
        select c.kind, c.value, c.status, l.usage, l.is_primary, c.source, c.collected_at,
               c.verified_at, l.valid_from, l.valid_to, l.facts
        from contact_point_link l join contact_point c on c.id = l.contact_point_id
        where l.person_id = $1 order by l.valid_from"""),
    part("elsewhere", "Under which keys other systems of ours know you, and what they said.", """
        select e.system, e.key, e.facts from external_id e where e.thing_id = $1
        union all select 'crm', c.title, c.facts from contact c where c.person_id = $1"""),
    part("spaces", "Where you have or had a seat.", """
        select a.name as account, m.role, m.joined_at, m.left_at
        from member m join account a on a.id = m.account_id
        where m.person_id = $1 order by m.joined_at"""),
    part("wishes", "What you said of how we may contact you; what was taken back, too.", """
        select s.set_at, s.kind, s.channels, s.topics, s.senders, s.classes, s.params,
               s.effective_from, s.effective_to, r.set_at as taken_back_at
        from statement s left join statement r on r.replaces_id = s.id
        where s.party_id = $1 and s.kind <> 'lift' order by s.set_at, s.id"""),
    part("consents", "Each yes and no of yours, with how we know it.", """
        select event_at, kind, topic, channels, basis, method, valid_until, notice_version, actor,
               evidence from consent_event where person_id = $1 order by seq"""),
    part("contacts", "Each contact with you.", """
        select t.id, t.occurred_at, t.channel, t.topic, t.sender_name as by, t.direction,
               t.outcome, t.compliance, t.note, d.explanation ->> 'full' as why
        from touch t left join permit p on p.id = t.permit_id
        left join decision d on d.id = p.decision_id
        where t.person_id = $1 order by t.occurred_at"""),
    part("held_back", "What was to reach you and was held back, and why.", """
        select decided_at, channel, topic, sender_name as by, outcome,
               explanation ->> 'full' as why, next_at
        from decision where person_id = $1 and outcome <> 'allow' and mode <> 'simulate'
        order by decided_at"""),
    part("receipts", "What you said of contacts on their receipts.", """
        select f.said_at, f.feedback, f.touch_id as contact from touch_feedback f
        join touch t on t.id = f.touch_id where t.person_id = $1 order by f.said_at"""),
    part("questions", "What you were asked before somebody contacted you, and your answers.", """
        select q.asked_at, q.channel, q.topic, q.words, q.not_before, q.not_after, q.answered_at,
               q.yes, q.used_at from gate_question q where q.person_id = $1 order by q.asked_at"""),
    part("commitments", "What you owe or owed by a day.", """
        select text, due, kind, state, closed_at from commitment
        where owner_id in (select id from seat) order by due"""),
    part("stances", "Where you stood on initiatives.", """
        select i.title as initiative, s.position, s.reason, s.at from stance s
        join initiative i on i.id = s.initiative_id where s.member_id in (select id from seat)
        order by s.at"""),
    part("feedback", "What you told the other side, and what was answered.", """
        select a.name as space, f.words, f.state, f.answer, f.given_at, f.answered_at
        from feedback f join account a on a.id = f.account_id
        where f.author_id in (select id from seat) order by f.given_at"""),
    part("signatures", "What you signed, with the fingerprint of the text.", """
        select i.title as text, s.content_hash, s.at, s.voided_at from initiative_sign_off s
        join initiative i on i.id = s.initiative_id where s.member_id in (select id from seat)
        union all select 'The rhythm', r.content_hash, r.at, r.voided_at from rhythm_sign_off r
        where r.member_id in (select id from seat)"""),
    part("sign_ins", "The browsers you signed in with.", """
        select browser, method, started_at, seen_at, ended_at from session
        where person_id = $1 order by started_at"""),
    part("ways_in", "Providers that know you.", """
        select issuer, subject, claims, created_at from identity where person_id = $1"""),
    part("rights", "What you made of these rights.", """
        select at, use from right_used where person_id = $1 order by at"""),
)  # fmt: skip
