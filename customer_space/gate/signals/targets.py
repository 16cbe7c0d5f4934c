"""Whom a signal is about. A mail from outside is believed only about a mail that we sent.

Anybody can write a bounce: it must name the Message-ID or carry the token of one of our mails,
which only its recipient and their servers have seen. A provider that has shown who it is (access)
is believed about any address. Asking for less is always believed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from auth.models import Person
from customer_space.directory.addresses import canonical_email
from customer_space.directory.models import ContactPointLink, PointKind
from customer_space.gate.models import Touch
from customer_space.gate.signals.events import Event, Kind
from customer_space.gate.smtp.models import RelayedMail
from customer_space.gate.tokens import NotAToken, opened
from customer_space.preferences.suppressions import Keys
from portal.mail import OutgoingMail


@dataclass(frozen=True)
class Target:
    """An address of ours, who is reached by it, and the contact it was about if that is known."""

    address: str
    people: list[Person]
    touch: Touch | None = None


async def target_of(event: Event, *, believed: bool, keys: Keys) -> Target | None:
    """Whom to apply an event to; None for what we know nothing of."""
    touch = await _touch_of_token(event, keys) or await _touch_of_message(event)
    if touch is not None:
        person = await Person.get(id=touch.person_id)
        address = await _address_of(touch) or await _own_address(event.recipient, person)
        address = address or person.email
        return Target(address, [person], touch) if address else None
    if not believed and event.kind is not Kind.UNSUBSCRIBED:
        return None
    return await _by_address(event.recipient)


async def _touch_of_token(event: Event, keys: Keys) -> Touch | None:
    if not event.token:
        return None
    try:
        token = opened(event.token, keys)
    except NotAToken:
        return None
    return await Touch.get_or_none(id=token.touch_id, person_id=token.person_id)


async def _touch_of_message(event: Event) -> Touch | None:
    if not event.message_id:
        return None
    written = f"<{event.message_id}>"
    mail = await OutgoingMail.filter(message_id=written).first()
    if mail is None:
        return await _touch_of_relayed(written, event)
    return await Touch.filter(permit_id=mail.permit_id, cancels=None).first()


async def _touch_of_relayed(message_id: str, event: Event) -> Touch | None:
    """Of a mail that went through the gateway; one Message-ID may have had many recipients."""
    touches = [
        relayed.touch
        for relayed in await RelayedMail.filter(message_id=message_id).select_related("touch")
    ]
    if len(touches) == 1:
        return touches[0]
    target = await _by_address(event.recipient)
    people = {person.id for person in target.people} if target else set()
    return next((touch for touch in touches if touch.person_id in people), None)


async def _address_of(touch: Touch) -> str | None:
    mail = await OutgoingMail.get_or_none(permit_id=touch.permit_id) if touch.permit_id else None
    return str(mail.letter["to"]) if mail else None


async def _own_address(written: str, person: Person) -> str | None:
    """The address, if it is this person's: which of theirs the gateway wrote to is not kept."""
    target = await _by_address(written)
    return target.address if target and person in target.people else None


async def _by_address(written: str) -> Target | None:
    try:
        address = canonical_email(written).value
    except ValueError:
        return None
    links = ContactPointLink.filter(
        contact_point__kind=PointKind.EMAIL, contact_point__value=address, valid_to=None
    ).select_related("person")
    found = [link.person for link in await links] + await Person.filter(email=address)
    return Target(address, _once(found)) if found else None


def _once(people: Iterable[Person]) -> list[Person]:
    """Each person once, in the one order in which people are locked."""
    by_id = {person.id: person for person in people}
    return [by_id[id_] for id_ in sorted(by_id)]
