"""Restricting the use of one's data (GDPR 18) and objecting to direct marketing (GDPR 21)."""

from auth.models import Person, PersonState
from customer_space.preferences.consents import record, standing_of
from customer_space.preferences.locks import lock_person
from customer_space.preferences.models import ConsentBasis, ConsentKind, ConsentMethod
from customer_space.preferences.stopping import tell_of_wishes
from customer_space.preferences.vocabulary import Channel
from customer_space.rights.models import RightUsed, Use
from portal.database import transaction


@transaction
async def restrict(person: Person, *, by: Person) -> None:
    """Keep the data, use it for nothing: nobody reaches this person but with what is essential."""
    await _become(person, PersonState.ACTIVE, PersonState.RESTRICTED, Use.RESTRICTED, by)


@transaction
async def lift_restriction(person: Person, *, by: Person) -> None:
    """Use it again as before."""
    use = Use.RESTRICTION_LIFTED
    await _become(person, PersonState.RESTRICTED, PersonState.ACTIVE, use, by)


@transaction
async def object_to_marketing(person: Person, *, by: Person) -> None:
    """No direct marketing any more, sales calls and visits included; without asking why."""
    await lock_person(person.id)
    if (await standing_of(person.id)).objected_at is None:
        await _say(person, ConsentKind.OBJECTED, Use.OBJECTED, by)


@transaction
async def lift_objection(person: Person, *, by: Person) -> None:
    """What the person allowed holds again."""
    await lock_person(person.id)
    if (await standing_of(person.id)).objected_at is not None:
        await _say(person, ConsentKind.OBJECTION_LIFTED, Use.OBJECTION_LIFTED, by)


async def _become(
    person: Person, before: PersonState, after: PersonState, use: Use, by: Person
) -> None:
    await lock_person(person.id)
    if await Person.filter(id=person.id, state=before).update(state=after):
        await RightUsed.note(person, use, by=by)
        await tell_of_wishes(person.id)


async def _say(person: Person, kind: ConsentKind, use: Use, by: Person) -> None:
    await record(
        person.id,
        kind,
        topic=None,
        channels=[channel.value for channel in Channel],
        method=ConsentMethod.PORTAL,
        actor={"self" if by.id == person.id else "admin": str(by.id)},
        basis=ConsentBasis.LEGITIMATE_INTEREST,
    )
    await RightUsed.note(person, use, by=by)
    await tell_of_wishes(person.id)
