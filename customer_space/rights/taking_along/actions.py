"""Asking for a copy of one's data, making it, and forgetting it after a week."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.preferences.locks import lock_person
from customer_space.rights.models import RightUsed, Takeout, TakeoutState, Use
from customer_space.rights.taking_along.contents import SCHEMA, Part
from portal.clock import now
from portal.database import transaction
from portal.errors import TooMany
from portal.outbox import enqueue

MAKE, FORGET = "rights.make_takeout", "rights.forget_takeout"
HOUR = timedelta(hours=1)


@transaction
async def ask_for_takeout(person: Person) -> Takeout:
    """Have a copy made of everything that is kept about this person.

    Raises:
        TooMany: after five in an hour.
    """
    await lock_person(person.id)
    at = now()
    lately = Takeout.filter(person_id=person.id, asked_at__gt=at - HOUR)
    if await lately.count() >= Takeout.PER_HOUR:
        raise TooMany(3600, "You have asked for five copies in an hour. Please come back later.")
    asked = await Takeout.create(person=person, asked_at=at, expires_at=at + Takeout.KEPT)
    await RightUsed.note(person, Use.TAKEOUT, by=person)
    await enqueue(MAKE, {"takeout": str(asked.id)})
    await enqueue(FORGET, {"takeout": str(asked.id)}, at=asked.expires_at)
    return asked


async def make_takeout(takeout_id: UUID, parts: Sequence[Part]) -> None:
    """Put the copy together; how far it has got can be seen meanwhile."""
    asked = await Takeout.get_or_none(id=takeout_id, state=TakeoutState.ASKED)
    if asked is None:
        return
    taken = []
    for done, part in enumerate(parts):
        await Takeout.filter(id=asked.id).update(parts_done=done, parts=len(parts))
        found = await part.read(asked.person_id)
        columns = list(found[0]) if found else []
        taken.append({"name": part.name, "about": part.about, "columns": columns, "rows": found})
    content = document(asked.person_id, taken)
    await Takeout.filter(id=asked.id).update(
        state=TakeoutState.MADE, made_at=now(), parts_done=len(parts), content=content
    )


async def forget_takeout(takeout_id: UUID) -> None:
    """A week is over."""
    await Takeout.filter(id=takeout_id, expires_at__lte=now()).delete()


def document(person_id: UUID, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The copy as it is handed over (taking_along.contents says what it holds)."""
    return {
        "schema": SCHEMA,
        "made_at": now().isoformat(),
        "person": str(person_id),
        "parts": parts,
    }
