"""Jobs for later, written in the transaction that wants them, done at least once.

A worker claims a job for a while (SKIP LOCKED), runs its handler, and deletes the row. A job
whose handler fails is tried again, later each time; after the last try it stays, with its error.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from portal.clock import now
from portal.database import after_commit, database_of, rows
from portal.ids import new_id

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], Awaitable[None]]

TOPIC = "outbox"
TRIES = 12
LEASE = timedelta(minutes=2)
AT_ONCE = 8
LOOK_EVERY_S = 1.0


class Job(Model):
    """One thing to do, from `due_at` on."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharField(80)
    payload: Any = fields.JSONField()
    due_at = fields.DatetimeField()
    tries = fields.IntField(default=0)
    error = fields.TextField(null=True)

    class Meta:
        table = "job"
        indexes = (("due_at",),)


async def enqueue(kind: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Have `kind` done with `payload` (JSON) after the commit, and not before `at`."""
    await Job.create(kind=kind, payload=payload, due_at=at or now())
    wakeup = database_of().wakeup
    after_commit(lambda: wakeup.wake(TOPIC, 0))


_CLAIM = """
update job set tries = tries + 1, due_at = $2
where id in (
  select id from job where due_at <= $1 and tries < $3
  order by due_at limit $4 for update skip locked
)
returning id, kind, payload, tries
"""


class Worker:
    """Does the jobs of one database, until it is cancelled."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Work for ever; look at least once a second, at once when woken."""
        with database_of().wakeup.hearing(TOPIC, lambda *_: self._woken.set()):
            while True:
                self._woken.clear()
                try:
                    if await self.do_some():
                        continue
                except OSError as error:
                    log.warning("jobs wait, the database does not answer: %s", error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._woken.wait()

    async def do_some(self) -> int:
        """Do what is due now; returns how many jobs were claimed."""
        claimed = await rows(_CLAIM, now(), now() + LEASE, TRIES, AT_ONCE)
        await asyncio.gather(*map(self._do, claimed))
        return len(claimed)

    async def _do(self, job: dict[str, Any]) -> None:
        try:
            await self._handlers[job["kind"]](json.loads(job["payload"]))
        except Exception as error:
            log.exception("job %s failed", job["kind"])
            again = now() + timedelta(seconds=2 ** job["tries"])
            await Job.filter(id=job["id"]).update(error=repr(error)[:2000], due_at=again)
        else:
            await Job.filter(id=job["id"]).delete()
