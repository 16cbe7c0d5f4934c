"""What happens to an answer that nobody says anything about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.feedback.actions import LAPSE, lapse
from portal.outbox import Handler


async def lapse_answer(payload: dict[str, Any]) -> None:
    """Silence is no agreement: the answer counts as unconfirmed."""
    await lapse(UUID(payload["feedback"]), datetime.fromisoformat(payload["answered_at"]))


jobs: dict[str, Handler] = {LAPSE: lapse_answer}
