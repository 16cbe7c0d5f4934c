"""Two minutes after something was said: who has not read it and wants to know?

The database adds the job with the message (migration `notifications`): for each space at most
one waits for what everybody may read, and one for the notes of each side.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from collaboration.notifications.queries import readers_of, said_in
from collaboration.notifications.rules import (
    Reader,
    Said,
    Soon,
    is_news,
    next_digest,
    soon,
    write_at,
)
from portal.clock import now
from portal.database import rows, transaction
from portal.ids import new_id
from portal.notices import NOTICE, notify
from portal.outbox import TRIES

LOOK = "notifications.look"
NEWS, DIGEST = "notifications.news", "notifications.digest"
PROMPT_WITHIN = timedelta(days=1)
"""What is older is told in a digest, or not at all."""

Plan = tuple[str, UUID, datetime]
"""A notice, whose it is, and when."""


@transaction
async def look(payload: dict[str, Any]) -> None:
    """Have mails written to those who want one; look again where people are still talking."""
    account_id, at = UUID(payload["account"]), now()
    said = await said_in(account_id, since=at - PROMPT_WITHIN)
    readers = await readers_of(account_id) if said else []
    plans = [plan for reader in readers for plan in planned(said, reader, at)]
    waiting = await _waiting([member for _, member, _ in plans])
    for template, member, due in plans:
        if template == NEWS and due > at:
            await _look_again(payload, due)
        elif (template, str(member)) not in waiting:
            await notify(template, member, at=due)


def planned(said: Sequence[Said], reader: Reader, at: datetime) -> list[Plan]:
    """The mails that what was said asks for; at most one of each kind."""
    news = [one for one in said if is_news(one, reader)]
    by_soon = {when: [one for one in news if soon(one, reader) is when] for when in Soon}
    plans = []
    if by_soon[Soon.NOW]:
        plans.append((NEWS, reader.id, write_at(by_soon[Soon.NOW], at)))
    if by_soon[Soon.IN_DIGEST]:
        plans.append((DIGEST, reader.id, next_digest(reader, at)))
    return plans


async def _waiting(members: Sequence[UUID]) -> set[tuple[str, str]]:
    """The notices that are due or put off already; the gate composes them when they go."""
    found = await rows(
        "select payload->>'template' as template, payload->>'subject' as subject from job "
        "where kind = $1 and tries < $2 and payload->>'subject' = any($3)",
        NOTICE, TRIES, [str(member) for member in members],
    )  # fmt: skip
    return {(row["template"], row["subject"]) for row in found}


async def _look_again(payload: dict[str, Any], at: datetime) -> None:
    await rows(
        "insert into job (id, kind, payload, due_at, tries) values ($1, $2, $3::jsonb, $4, 0) "
        "on conflict do nothing",
        new_id(), LOOK, json.dumps(payload), at,
    )  # fmt: skip


jobs = {LOOK: look}
