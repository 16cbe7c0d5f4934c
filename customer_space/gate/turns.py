"""Taking turns: whoever decides about somebody waits for those who do so at the moment."""

from dataclasses import replace
from datetime import datetime, timedelta

from customer_space.gate.requests import Asked
from customer_space.gate.weighing import recipient_of
from customer_space.preferences.locks import lock_recipient
from portal.clock import now
from portal.errors import Invalid

AHEAD = timedelta(minutes=5)


async def take_turn(asked: Asked) -> Asked:
    """Hold the recipient, and the accounts whose limits count, until the transaction ends.

    Returns the question about that person, also where it named an address.
    """
    person_id = await recipient_of(asked)
    if person_id is None:
        return asked
    await lock_recipient(person_id, asked.account_id)
    return replace(asked, person_id=person_id)


def not_ahead(at: datetime | None) -> None:
    """Refuse to permit now what is to happen later.

    Raises:
        Invalid: beyond five minutes from now.
    """
    if at is not None and at > now() + AHEAD:
        raise Invalid({"at": "A contact that lies ahead can be held, not committed."})
