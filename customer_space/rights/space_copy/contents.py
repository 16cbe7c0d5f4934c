"""What a copy of a space holds, as rows: {"schema": "parley.space/1", "space", "parts": [...]}.

Contacts are those with the account, without whom they reached: that is each person's own to know.
"""

import json
from typing import Any
from uuid import UUID

from portal.database import rows, transaction

SCHEMA = "parley.space/1"

PARTS = {
    "people": """
        select p.display_name as name, m.role, m.joined_at, m.left_at
        from member m join person p on p.id = m.person_id
        where m.account_id = $1 order by m.joined_at, m.id""",
    "outcomes": """
        select o.id, o.words, o.measure, o.baseline, o.target from desired_outcome o
        join plan n on n.id = o.plan_id
        where n.account_id = $1 and o.removed_at is null order by o.position""",
    "scores": """
        select s.outcome_id as outcome, s.side, s.value, s.measured, s.note, s.at
        from outcome_score s join desired_outcome o on o.id = s.outcome_id
        join plan n on n.id = o.plan_id where n.account_id = $1 order by s.at""",
    "commitments": """
        select c.text, p.display_name as owner, c.due, c.kind, c.state, c.closed_at,
               c.outcome_id as outcome
        from commitment c join plan n on n.id = c.plan_id join member m on m.id = c.owner_id
        join person p on p.id = m.person_id where n.account_id = $1 order by c.due, c.id""",
    "agreements": """
        select g.content, g.content_hash, g.agreed_at, g.ended_at
        from rhythm_agreement g join plan n on n.id = g.plan_id
        where n.account_id = $1 order by g.agreed_at""",
    "initiatives": """
        select i.number, i.title, i.trying, i.expecting, i.measuring, i.state, i.result, i.lesson,
          i.content_hash, i.started_at, (
            select coalesce(json_agg(json_build_object('side', s.side, 'by', p.display_name,
              'content_hash', s.content_hash, 'at', s.at, 'voided_at', s.voided_at)
              order by s.at), '[]')
            from initiative_sign_off s join member m on m.id = s.member_id
            join person p on p.id = m.person_id where s.initiative_id = i.id
          ) as signatures, (
            select coalesce(json_agg(json_build_object('by', p.display_name, 'position',
              s.position, 'reason', s.reason, 'at', s.at) order by s.at), '[]')
            from stance s join member m on m.id = s.member_id
            join person p on p.id = m.person_id where s.initiative_id = i.id
          ) as stances, (
            select coalesce(json_agg(json_build_object('words', l.words, 'side', l.side,
              'at', l.at) order by l.at, l.id), '[]')
            from initiative_line l where l.initiative_id = i.id
          ) as history
        from initiative i where i.account_id = $1 order by i.number""",
    "contacts": """
        select t.occurred_at as at, t.channel, t.topic, t.sender_name as by, t.direction,
               t.outcome, t.compliance
        from touch t where t.account_id = $1 and t.cancels_id is null
          and not exists (select 1 from touch c where c.cancels_id = t.id)
        order by t.occurred_at, t.id""",
}

Rows = list[dict[str, Any]]


@transaction
async def parts_of(account_id: UUID) -> dict[str, Rows]:
    """Every part with its rows; instants in UTC."""
    await rows("set local timezone = 'UTC'")
    found = {}
    for name, sql in PARTS.items():
        [row] = await rows(
            f"select coalesce(json_agg(t), '[]')::text as found from ({sql}) t",  # noqa: S608
            account_id,
        )
        found[name] = json.loads(row["found"])
    return found
