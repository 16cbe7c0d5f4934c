"""Asking for a notice to be written to a person. Whether it goes out is the gate's answer.

Whoever wants to write adds a job with the notice's template and subject, in their transaction.
The gate's job composes the letter, decides, and sends (customer_space.gate.jobs).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.mail import Letter
from portal.outbox import enqueue

NOTICE = "gate.notice"


@dataclass(frozen=True)
class Notice:
    """A composed notice: to whom, on what topic of the gate, and the letter."""

    person_id: UUID
    topic: str
    letter: Letter
    account_id: UUID | None = None
    decided: Callable[[], Awaitable[None]] | None = None
    """Done in the transaction of the gate's last word: sent or refused, not put off."""


Composer = Callable[[UUID], Awaitable[Notice | None]]
"""Writes the letter about a subject when it is due; None if there is nothing left to say."""


async def notify(template: str, subject: UUID, *, at: datetime | None = None) -> None:
    """Have the letter `template` about `subject` written, not before `at`, if the gate permits."""
    await enqueue(NOTICE, {"template": template, "subject": str(subject)}, at=at)
