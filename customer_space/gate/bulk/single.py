"""One recipient at a time, with everything that is known of them: the measure of all else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from auth.models import Person
from customer_space.gate.bulk.names import names_in
from customer_space.gate.bulk.question import Question, Verdict, headline, verdict_of
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Touch
from customer_space.gate.snapshots import snapshot_of, snapshot_of_nobody
from customer_space.preferences.suppressions import Keys


async def verdict_about(
    question: Question,
    keys: Keys,
    person: UUID | None,
    address: str | None = None,
    *,
    slots: Iterable[datetime] = (),
) -> Verdict:
    """The gate's answer for one; `person` None: the address is nobody's we know.

    `slots` are the places that earlier rows of the same audience took.
    """
    if person is None:
        decision = decide(
            await snapshot_of_nobody(address or "", keys),
            question.request(None, address),
            question.now,
        )
        return verdict_of(decision, headline(decision, question, zone=None, locale="en", names={}))
    snapshot = await snapshot_of(person, keys)
    taken = tuple(_taken(question, str(person), slot) for slot in slots)
    snapshot = replace(snapshot, touches=snapshot.touches + taken)
    decision = decide(snapshot, question.request(str(person), address), question.now)
    known = snapshot.persons[str(person)]
    point = known.point_for.get(question.channel, "")
    about = await Person.get(id=person)
    words = headline(
        decision, question, zone=about.tz, locale=about.locale, names=await names_in(decision)
    )
    return verdict_of(decision, words, None if ":" in point or not point else UUID(point))


def _taken(question: Question, person: str, slot: datetime) -> Touch:
    return Touch(
        at=slot,
        channel=question.channel,
        message_class=question.message_class,
        person=person,
        topic=question.topic,
        sender=question.by.id,
    )
