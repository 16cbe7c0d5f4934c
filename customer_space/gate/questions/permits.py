"""The yes to one contact, as the core honours it: one sender, one topic, one time, used once."""

from datetime import datetime
from uuid import UUID

from customer_space.gate.questions.models import Question
from customer_space.gate.rules.parties import Permit
from customer_space.gate.rules.snapshot import Request
from portal.database import rows
from portal.errors import Conflict


async def permits_for(request: Request, spent_on: UUID | None) -> tuple[Permit, ...]:
    """What the recipient said yes to for this sender; `spent_on` is the decision that used it."""
    said = Question.filter(
        person_id=request.person, asker_id=_uuid(request.sender), yes=True, used_by=spent_on
    )
    return tuple(permit_of(question) for question in await said.order_by("not_after"))


def permit_of(question: Question) -> Permit:
    """What a yes to this question allows."""
    return Permit(
        id=str(question.id),
        person=str(question.person_id),
        granted_to=str(question.asker_id),
        not_before=question.not_before,
        not_after=question.not_after,
        topic=question.topic,
        channels=frozenset({question.channel}),
    )


async def spend(permit_id: UUID, decision_id: UUID, at: datetime) -> None:
    """Use it up, in the transaction of the contact.

    Raises:
        Conflict: if another contact has used it.
    """
    spent = await rows(_SPEND, permit_id, decision_id, at)
    if not spent:
        raise Conflict("This yes was good for one contact, and was used.")


_SPEND = """
update gate_question set used_by = $2, used_at = $3 where id = $1 and used_at is null returning id
"""


def _uuid(sender: str) -> UUID | None:
    """A rep's id; programs and the portal are granted nothing."""
    try:
        return UUID(sender)
    except ValueError:
        return None
