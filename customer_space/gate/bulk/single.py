"""One recipient at a time, with everything that is known of them: the measure of all else."""

from uuid import UUID

from auth.models import Person
from customer_space.gate.bulk.names import names_in
from customer_space.gate.bulk.question import Question, Verdict, headline, verdict_of
from customer_space.gate.rules.decide import decide
from customer_space.gate.snapshots import snapshot_of, snapshot_of_nobody
from customer_space.preferences.suppressions import Keys


async def verdict_about(
    question: Question, keys: Keys, person: UUID | None, address: str | None = None
) -> Verdict:
    """The gate's answer for one; `person` None: the address is nobody's we know."""
    if person is None:
        decision = decide(
            await snapshot_of_nobody(address or "", keys),
            question.request(None, address),
            question.now,
        )
        return verdict_of(decision, headline(decision, question, zone=None, locale="en", names={}))
    snapshot = await snapshot_of(person, keys)
    decision = decide(snapshot, question.request(str(person), address), question.now)
    known = snapshot.persons[str(person)]
    point = known.point_for.get(question.channel, "")
    about = await Person.get(id=person)
    words = headline(
        decision, question, zone=about.tz, locale=about.locale, names=await names_in(decision)
    )
    return verdict_of(decision, words, None if ":" in point or not point else UUID(point))
