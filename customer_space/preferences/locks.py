"""One lock a person: whoever decides about somebody and whoever changes their wishes take turns."""

from collections.abc import Iterable
from uuid import UUID

from portal.database import rows


async def lock_accounts(ids: Iterable[UUID]) -> None:
    """Hold these accounts until the transaction ends; always before people (gate.md 4.12)."""
    wanted = sorted(ids)
    if wanted:
        await rows(
            "select id from account where id = any($1) order by id for no key update", wanted
        )


_RECIPIENT = """
with hat as materialized (
  select id from account
  where id in (select account_id from member
               where person_id = $1 and left_at is null and $2::uuid is null
               union all select $2)
  order by id for no key update
)
select id from person where (select count(*) from hat) >= 0 and id = $1 for no key update
"""


async def lock_recipient(id_: UUID, account_id: UUID | None) -> None:
    """Hold a person until the transaction ends, and before them this account, else all theirs."""
    await rows(_RECIPIENT, id_, account_id)


async def lock_person(id_: UUID) -> None:
    """Hold this person until the transaction ends."""
    await rows("select id from person where id = $1 for no key update", id_)
