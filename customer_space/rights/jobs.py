"""What the rights people use leads to, while nobody waits for it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customer_space.preferences.suppressions import Keys
from customer_space.rights.erasure.actions import ERASE, Eraser, erase
from portal.outbox import Handler


def jobs_with(keys: Keys, erasers: Sequence[Eraser]) -> dict[str, Handler]:
    """The jobs; `erasers` are what the capabilities above do to forget somebody."""

    async def erase_person(payload: dict[str, Any]) -> None:
        await erase(UUID(payload["request"]), keys=keys, erasers=erasers)

    return {ERASE: erase_person}
