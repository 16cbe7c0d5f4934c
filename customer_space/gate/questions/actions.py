"""Putting a question to somebody, and answering it."""

from datetime import datetime, timedelta
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.gate import ledger
from customer_space.gate.questions.models import Question
from customer_space.gate.questions.permits import permit_of
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.weighing import weigh, weigh_with
from customer_space.preferences.locks import lock_person
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import transaction
from portal.errors import Conflict, NotAllowed, NotFound

EVERY = timedelta(days=30)


@transaction
async def put_question(
    asked: Asked, words: str, until: datetime, *, by: Member, keys: Keys
) -> Question:
    """Ask them in the portal, silently; from the asked instant on, `until` then.

    Raises:
        Conflict: within 30 days of the last, where nothing forbids, or where no yes could help.
    """
    if not by.may(Right.ASK_GATE) or asked.person_id is None or asked.account_id is None:
        raise NotAllowed
    await lock_person(asked.person_id)
    at = now()
    mine = Question.filter(person_id=asked.person_id, asker_id=by.person_id)
    if await mine.filter(asked_at__gt=at - EVERY).exists():
        raise Conflict("You put a question to them already. One in 30 days is what we allow.")
    question = Question(
        account_id=asked.account_id,
        person_id=asked.person_id,
        asker_id=by.person_id,
        channel=asked.channel,
        topic=asked.topic,
        words=words,
        not_before=asked.at,
        not_after=until,
        asked_at=at,
    )
    await _worth_asking(asked, question, Asker.member(by), keys)
    await question.save(force_create=True)
    await ledger.tell(asked.person_id, asked.account_id)
    return question


@transaction
async def answer_question(question_id: UUID, *, yes: bool, by: Member) -> None:
    """Yes allows one contact; no has no consequence. Each for themselves.

    Raises:
        Conflict: if it was answered, or its time is over.
    """
    if not by.may(Right.SET_OWN_CONTACT):
        raise NotAllowed
    await lock_person(by.person_id)
    question = await Question.get_or_none(id=question_id, account_id=by.account_id)
    if question is None:
        raise NotFound
    if question.person_id != by.person_id:
        raise NotAllowed("Only the person who was asked can answer.")
    if question.answered_at is not None or question.not_after <= now():
        raise Conflict("This question is not open any more.")
    question.yes, question.answered_at = yes, now()
    await question.save(update_fields=["yes", "answered_at"])
    await ledger.tell(by.person_id, by.account_id)


async def _worth_asking(asked: Asked, question: Question, by: Asker, keys: Keys) -> None:
    plain = await weigh(asked, by=by, keys=keys)
    if plain.verdict.outcome is Outcome.ALLOW:
        raise Conflict("Nothing forbids this contact: you need not ask.")
    then = weigh_with(plain, permit_of(question))
    if then.outcome is not Outcome.ALLOW:
        raise Conflict(f"A yes could not change this. {plain.words['short']}")
