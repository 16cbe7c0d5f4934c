"""Signing how far the chains have got: each day, and whenever somebody asks for it."""

from datetime import UTC, datetime, timedelta

from joserfc.jwk import OKPKey

from customer_space.gate.proof.heads import sign
from portal.clock import now
from portal.database import rows, transaction
from portal.outbox import enqueue

SIGN = "gate.sign_ledger"
"""The job; the first one is put into the outbox by the migration of the chains."""

_LAST = "select number, token from ledger_head order by number desc limit 1"

_MOVED = """
with tip as (
  select distinct on (party) party, seq, row_hash from ledger_line order by party, seq desc
), moved as (
  select tip.* from tip left join ledger_signed s on s.party = tip.party
  where s.seq is distinct from tip.seq
), noted as (
  insert into ledger_signed select party, seq from moved
  on conflict (party) do update set seq = excluded.seq
)
select party, seq, row_hash from moved
"""


@transaction
async def sign_ledger(key: OKPKey) -> str:
    """Sign the last line of every chain that moved since the last head; returns the new head."""
    await rows("lock table ledger_head in share row exclusive mode")
    last = await rows(_LAST)
    number, before = (last[0]["number"], last[0]["token"]) if last else (0, "")
    tips = {str(tip["party"]): (tip["seq"], tip["row_hash"]) for tip in await rows(_MOVED)}
    at = now()
    token = sign(tips, number=number + 1, before=before, at=at, key=key)
    await rows("insert into ledger_head values ($1, $2, $3)", number + 1, at, token)
    return token


@transaction
async def sign_day(key: OKPKey) -> None:
    """The daily head, and the job for the next one."""
    await sign_ledger(key)
    await enqueue(SIGN, {}, at=next_midnight(now()))


async def heads() -> list[str]:
    """Every head so far, the oldest first."""
    return [row["token"] for row in await rows("select token from ledger_head order by number")]


def next_midnight(at: datetime) -> datetime:
    """The next start of a day, UTC."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)
