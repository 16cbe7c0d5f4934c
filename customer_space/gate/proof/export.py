"""The ledgers as they are proved: every line with its row, a person's chain after the other."""

from collections.abc import AsyncIterator
from uuid import UUID

from portal.database import rows, transaction

AT_ONCE = 200

_PARTIES = """
select party from ledger_line
union select coalesce(person_id, '00000000-0000-0000-0000-000000000000') from decision
union select person_id from touch
union select party_id from statement
union select person_id from consent_event
union select party from erasure
order by 1
"""

_LINES = """
with line as materialized (select * from ledger_line where party = any($1)),
found as (
  select 'decision' as ledger, id, to_jsonb(t) as row,
         coalesce(person_id, '00000000-0000-0000-0000-000000000000') as party
  from decision t
  where person_id = any($1) or (person_id is null
    and '00000000-0000-0000-0000-000000000000' = any($1))
  union all
  select 'touch', id, to_jsonb(t), person_id from touch t where person_id = any($1)
  union all
  select 'statement', id, to_jsonb(t), party_id from statement t where party_id = any($1)
  union all
  select 'consent_event', id, to_jsonb(t), person_id from consent_event t
  where person_id = any($1)
  union all
  select 'erasure', id, to_jsonb(t), party from erasure t where party = any($1)
)
select json_build_object(
  'party', coalesce(l.party, f.party), 'seq', l.seq, 'ledger', coalesce(l.ledger, f.ledger),
  'row_id', coalesce(l.row_id, f.id), 'prev', coalesce(l.prev_hash, ''),
  'hash', coalesce(l.row_hash, ''), 'row', f.row,
  'seal', coalesce(l.seal, '{}'), 'salts', coalesce(l.salts, '{}'))::text as text
from line l full join found f on f.id = l.row_id and f.ledger = l.ledger
order by coalesce(l.party, f.party), l.seq nulls last
"""


async def exported() -> AsyncIterator[str]:
    """One JSON text a line; what is missing or was put in shows as such."""
    parties = [row["party"] for row in await rows(_PARTIES)]
    for start in range(0, len(parties), AT_ONCE):
        for text in await _lines(parties[start : start + AT_ONCE]):
            yield text


@transaction
async def _lines(parties: list[UUID]) -> list[str]:
    await rows("set local timezone = 'UTC'")
    return [row["text"] for row in await rows(_LINES, parties)]
