"""Audiences are split here, while nobody waits for an answer; a killed run goes on where it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from customer_space.gate.audiences.access import still_asks
from customer_space.gate.audiences.actions import FORGET, SPLIT, end, forget, note_progress
from customer_space.gate.audiences.folders import Folder
from customer_space.gate.audiences.models import Audience, AudienceState
from customer_space.gate.bulk.command import run_audience
from customer_space.gate.bulk.wanted import Wanted
from customer_space.gate.marks import Post
from customer_space.preferences.suppressions import keys_of
from portal.clock import now
from portal.errors import Invalid
from portal.outbox import Handler, enqueue
from portal.settings import Settings

AT_ONCE = timedelta(seconds=45)
"""Less than a job's lease: a long audience goes on in the next job."""
LOOK_AGAIN = timedelta(seconds=30)
BATCH = 2_000
UNDER_WAY = (AudienceState.WAITING, AudienceState.SPLITTING)
NO_RIGHT = "Whoever handed this in may not ask about audiences any more."


class _EnoughError(Exception):
    """This job has worked long enough."""


def jobs(
    settings: Settings, *, at_once: timedelta = AT_ONCE, batch: int = BATCH
) -> dict[str, Handler]:
    """The jobs of audiences: each works so long, and keeps what it has after so many rows."""
    splitting = Splitting(settings, at_once, batch)
    return {SPLIT: splitting.split, FORGET: splitting.forget_old}


@dataclass(frozen=True)
class Splitting:
    """Splits audiences with these settings."""

    settings: Settings
    at_once: timedelta
    batch: int

    async def split(self, payload: dict[str, Any]) -> None:
        """Go on with an audience, unless somebody else is at it."""
        audience = await Audience.get_or_none(
            id=payload["audience"], state__in=UNDER_WAY
        ).select_related("person", "client")
        if audience is None:
            return
        folder = Folder.of(self.settings.data_dir, audience.id)
        with folder.alone() as mine:
            if not mine:
                await enqueue(SPLIT, payload, at=now() + LOOK_AGAIN)
            elif not await _may_go_on(audience):
                await end(audience, problem=NO_RIGHT)
            else:
                await self._split(audience, folder)

    async def forget_old(self, payload: dict[str, Any]) -> None:
        """Remove what has been kept long enough."""
        if audience := await Audience.get_or_none(id=payload["audience"]):
            await forget(audience, self.settings.data_dir)

    async def _split(self, audience: Audience, folder: Folder) -> None:
        wanted = _wanted(audience, Post.of(self.settings))
        keys, started = keys_of(self.settings.secret_keys), now()

        async def progress(rows: int, counts: Mapping[str, int]) -> None:
            await note_progress(audience, rows, counts)
            if now() - started > self.at_once:
                raise _EnoughError

        try:
            summary = await run_audience(
                folder.input,
                wanted,
                out=folder.out,
                keys=keys,
                progress=progress,
                batch=self.batch,
            )
        except _EnoughError:
            await enqueue(SPLIT, {"audience": str(audience.id)})
        except Invalid as problem:
            await end(audience, problem=str(problem)[:500])
        else:
            await end(audience, summary=summary)
            folder.input.unlink(missing_ok=True)


async def _may_go_on(audience: Audience) -> bool:
    if audience.client is not None:
        return audience.client.revoked_at is None
    return audience.person is not None and await still_asks(audience.person)


def _wanted(audience: Audience, post: Post) -> Wanted:
    return Wanted(
        audience.topic,
        audience.channel,
        audience.by,
        reserve=audience.reserve,
        accept_defer=audience.accept_defer,
        key=str(audience.id) if audience.reserve else "",
        at=audience.at,
        contains_promotion=audience.contains_promotion,
        post=post,
    )
