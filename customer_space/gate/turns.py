"""Taking turns: whoever decides about somebody waits for those who do so at the moment."""

from dataclasses import replace
from datetime import datetime, timedelta

from customer_space.gate.models import Reservation, ReservationState
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.weighing import recipient_of
from customer_space.preferences.locks import lock_recipient
from portal.clock import now
from portal.database import rows
from portal.errors import Invalid

AHEAD = timedelta(minutes=5)


_LAPSE = """
update reservation set state = 'lapsed'
where person_id = $1 and state = 'held' and expires_at <= $2
"""


async def take_turn(asked: Asked) -> Asked:
    """Hold the recipient, and the accounts whose limits count, until the transaction ends.

    Returns the question about that person, also where it named an address.
    """
    person_id = await recipient_of(asked)
    if person_id is None:
        return asked
    await lock_recipient(person_id, asked.account_id)
    await rows(_LAPSE, person_id, now())
    return replace(asked, person_id=person_id)


def not_ahead(at: datetime | None) -> None:
    """Refuse to permit now what is to happen later.

    Raises:
        Invalid: beyond five minutes from now.
    """
    if at is not None and at > now() + AHEAD:
        raise Invalid({"at": "A contact that lies ahead can be held, not committed."})


def not_against_itself(own: Reservation | None, asked: Asked) -> Asked:
    """The question, one's own hold not counted against oneself."""
    return replace(asked, reservation_id=own.id if own else None)


async def open_hold(asked: Asked, by: Asker) -> Reservation | None:
    """The place this sender holds for the recipient, if any."""
    person_id = await recipient_of(asked)
    if person_id is None:
        return None
    return await Reservation.get_or_none(
        person_id=person_id,
        owner_sender=by.id,
        state=ReservationState.HELD,
        expires_at__gt=now(),
    )


async def hold_for(asked: Asked, by: Asker) -> Reservation | None:
    """The place this sender holds for just this: the same channel, the same topic."""
    held = await open_hold(asked, by)
    same = held is not None and (held.channel, held.topic) == (asked.channel, asked.topic)
    return held if same else None
