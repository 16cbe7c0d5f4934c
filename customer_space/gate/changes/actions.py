"""Numbering what has changed, in an order that whoever reads on can rely on.

Changes are written without a number, so that those who change things never wait for each other.
One at a time numbers what is committed: a number once read has none before it that comes later.
What is about one person is written under that person's lock, so it keeps its order.
"""

from portal.database import rows, transaction

NUMBERING = 7202
"""The advisory lock; the chain of nobody has 7201."""
AT_ONCE = 10_000

_WAITING = "select 1 from change where number is null limit 1"

_NUMBER = """
with last as (select coalesce(max(number), 0) as number from change),
fresh as (
  select id, row_number() over (order by id) as place
  from (select id from change where number is null order by id limit $1) waiting
)
update change c set number = last.number + fresh.place
from last, fresh where c.id = fresh.id
"""


async def number_changes() -> None:
    """Give every committed change its place in the feed."""
    if await rows(_WAITING):
        await _number()


@transaction
async def _number() -> None:
    await rows(f"select pg_advisory_xact_lock({NUMBERING})")
    await rows(_NUMBER, AT_ONCE)
