"""What happens to bytes later: those that belong to nothing any more are removed."""

import asyncio
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from collaboration.files.actions import FORGET, SWEEP, UNSENT_FOR, hold, let_go
from collaboration.files.models import File
from collaboration.files.store import Store
from portal.clock import now
from portal.database import rows, transaction
from portal.outbox import Handler, enqueue

AT_ONCE = 500

_UNSENT = """
select f.id from chat_file f
where f.at < $1 and not exists (select 1 from chat_message m where m.id = f.message_id) limit $2
"""
_BELONGS = "select 1 from chat_file where digest = $1 or preview = $1 limit 1"


def jobs(data_dir: Path) -> dict[str, Handler]:
    """The handlers, working on what is kept there."""
    store = Store(data_dir)

    async def forget(payload: dict[str, Any]) -> None:
        await _forget(payload["digests"], store)

    async def sweep(_payload: dict[str, Any]) -> None:
        await _let_go_of_unsent()
        await asyncio.to_thread(store.sweep_arriving)
        strays = store.old_digests()
        while some := await asyncio.to_thread(lambda: list(islice(strays, AT_ONCE))):
            await _forget(some, store)
        if await File.exists():
            await enqueue(SWEEP, {}, at=now() + UNSENT_FOR)

    return {FORGET: forget, SWEEP: sweep}


async def _forget(digests: Iterable[str], store: Store) -> None:
    for digest in digests:
        if not await rows(_BELONGS, digest):
            await _forget_one(digest, store)


@transaction
async def _forget_one(digest: str, store: Store) -> None:
    """Asked again while nobody can bring the same bytes."""
    await hold(digest)
    if not await rows(_BELONGS, digest):
        await asyncio.to_thread(store.forget, digest)


@transaction
async def _let_go_of_unsent() -> None:
    unsent = await rows(_UNSENT, now() - UNSENT_FOR, AT_ONCE)
    await let_go(await File.filter(id__in=[row["id"] for row in unsent]))
