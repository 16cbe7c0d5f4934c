"""Understanding signals after they were acknowledged."""

from typing import Any
from uuid import UUID

from customer_space.gate.signals.actions import UNDERSTAND, understand
from customer_space.gate.signals.confirming import CONFIRM, confirm
from customer_space.preferences.suppressions import keys_of
from portal.outbox import Handler
from portal.settings import Settings


def jobs(settings: Settings) -> dict[str, Handler]:
    """The handlers, with the keys that addresses and links are checked with."""
    keys = keys_of(settings.secret_keys)

    async def understand_signal(payload: dict[str, Any]) -> None:
        await understand(UUID(payload["signal"]), keys=keys)

    return {UNDERSTAND: understand_signal, CONFIRM: confirm}
