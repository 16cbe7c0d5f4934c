"""The same key and the same words get the same answer, and nothing is done twice (gate.md 4.14)."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from customer_space.gate.models import KeptAnswer
from portal.clock import now
from portal.database import rows
from portal.errors import Invalid
from portal.ids import new_id

KEPT_FOR = timedelta(days=7)

_FIRST = """
with old as (delete from kept_answer where asker = $2 and key <> $3 and created_at < $6)
insert into kept_answer (id, asker, key, fingerprint, answer, created_at)
values ($1, $2, $3, $4, '{}', $5)
on conflict (asker, key) do update
set id = excluded.id, fingerprint = excluded.fingerprint, answer = '{}',
    created_at = excluded.created_at
where kept_answer.created_at < $6
returning id
"""


async def once(
    asker: str, key: str, words: dict[str, Any], do: Callable[[], Awaitable[dict[str, Any]]]
) -> tuple[dict[str, Any], bool]:
    """The answer of `do`, or the kept one (then True). Call it inside the action's transaction.

    A second request with the key waits at the database until the first has ended.

    Raises:
        Invalid: for a key that was used with other words.
    """
    fingerprint = _fingerprint(words)
    id_, at = new_id(), now()
    if not await rows(_FIRST, id_, asker, key, fingerprint, at, at - KEPT_FOR):
        kept = await KeptAnswer.get(asker=asker, key=key)
        if kept.fingerprint != fingerprint:
            raise _reused()
        return kept.answer, True
    answer = await do()
    await rows("update kept_answer set answer = $2 where id = $1", id_, json.dumps(answer))
    return answer, False


def _fingerprint(words: dict[str, Any]) -> str:
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _reused() -> Invalid:
    refused = Invalid({"idempotency_key": "This key was used with another request before."})
    refused.details["slug"] = "idempotency-key-reused"
    return refused
