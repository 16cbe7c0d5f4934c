"""What is shown of feedback; the same for every member of the space."""

from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from customer_space.accounts.models import Account
from customer_space.feedback.models import Feedback, FeedbackLine
from customer_space.feedback.rules import PARTS

MOST = 200
"""Of each part, the latest."""


def shown() -> QuerySet[Feedback]:
    """Feedback with the people its partials name."""
    return Feedback.all().select_related(
        "account", "author__person", "taken_by__person", "answered_by__person"
    )


async def list_shown(account: Account) -> dict[str, Any]:
    """What `feedback/_list.html` asks for: the parts of the list, the latest change first."""
    here = shown().filter(account_id=account.id).order_by("-changed_at")
    parts = [(title, await here.filter(state__in=states).limit(MOST)) for title, states in PARTS]
    return {"space": account, "parts": parts, "nothing": not any(found for _, found in parts)}


async def history_of(feedback_id: UUID) -> list[FeedbackLine]:
    """Who did what, the latest first."""
    return await FeedbackLine.filter(feedback_id=feedback_id).order_by("-id")
