"""What becomes of invitations when nobody answers."""

from typing import Any
from uuid import UUID

from customer_space.accounts.actions import expire_invitation


async def expire(payload: dict[str, Any]) -> None:
    """Two weeks are over."""
    await expire_invitation(UUID(payload["invitation"]))


jobs = {"accounts.expire": expire}
