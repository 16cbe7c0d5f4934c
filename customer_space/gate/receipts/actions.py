"""Answering a receipt: the word is kept, and what it asks for holds at once."""

from customer_space.gate.receipts.models import Feedback, TouchFeedback
from customer_space.gate.unsubscribe.access import Link
from customer_space.gate.unsubscribe.actions import say_less
from customer_space.gate.unsubscribe.rules import Choice
from customer_space.preferences.locks import lock_person
from customer_space.preferences.models import ConsentMethod
from portal.clock import now
from portal.database import transaction

MEANS = {
    Feedback.TOO_MUCH: Choice.LESS,
    Feedback.OTHER_CHANNEL: Choice.PORTAL,
    Feedback.WRONG_PERSON: Choice.STOP,
    Feedback.STOP: Choice.STOP,
}
"""What a word does besides being kept. It never means more contact."""


@transaction
async def answer_receipt(feedback: Feedback, *, by: Link) -> None:
    """Keep what was said of the contact, once; do what it means."""
    await lock_person(by.person.id)
    await TouchFeedback.get_or_create(
        touch_id=by.token.touch_id, feedback=feedback, defaults={"said_at": now()}
    )
    if choice := MEANS.get(feedback):
        await say_less(choice, by=by, method=ConsentMethod.PORTAL)
