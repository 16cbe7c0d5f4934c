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


async def lock_person(id_: UUID) -> None:
    """Hold this person until the transaction ends."""
    await rows("select id from person where id = $1 for no key update", id_)
