"""What a receipt says of one contact: read from the ledgers, nothing is made up for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_space.directory.models import ContactPoint
from customer_space.gate.models import Reservation, ReservationState, Touch
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.gate.timeline import DONE
from customer_space.gate.unsubscribe.access import Link
from customer_space.preferences.consents import Yes, standing_of
from customer_space.preferences.models import ConsentBasis
from customer_space.preferences.topics import TOPICS
from portal.clock import now
from portal.errors import NotFound

BASES = {
    MessageClass.ESSENTIAL: "We must tell you this (GDPR, Article 6(1)(c), or to serve you, (b)).",
    MessageClass.SERVICE: "It belongs to what you ordered or asked for (GDPR, Article 6(1)(b)).",
    MessageClass.RELATIONSHIP: (
        "Our interest in working with you well, which your word outweighs at any time"
        " (GDPR, Article 6(1)(f))."
    ),
    MessageClass.MARKETING: "Your consent, which you can take back (GDPR, Article 6(1)(a)).",
    MessageClass.RESEARCH: "Your consent, which you can take back (GDPR, Article 6(1)(a)).",
}
SOFT = (
    "A purchase of yours, with a free way to say no each time (ePrivacy Directive, Article 13(2))."
)


@dataclass(frozen=True)
class Planned:
    """The next contact there is a place for."""

    at: datetime
    channel: str
    sender: str


@dataclass(frozen=True)
class Receipt:
    """Who, for whom, about what, and by what right."""

    at: datetime
    sender: str
    for_whom: str
    done: str
    about: str
    promise: str
    why: str
    asked: bool
    called_off: bool
    consent: Yes | None
    address_from: str
    address_since: datetime | None
    count: tuple[int, int] | None
    """Which number it was, of how many; None where nothing is counted."""
    basis: str
    planned: Planned | None


async def receipt_of(link: Link) -> Receipt:
    """The receipt of the contact a link came with.

    Raises:
        NotFound: where there was none, or with somebody else.
    """
    touch = await Touch.get_or_none(
        id=link.token.touch_id, person_id=link.person.id
    ).select_related("permit__decision")
    if touch is None:
        raise NotFound
    decision = touch.permit.decision if touch.permit else None
    consent = await _consent(touch)
    source, since = await _origin(touch)
    return Receipt(
        at=touch.occurred_at,
        sender=touch.sender_name,
        for_whom=link.person.display_name,
        done=DONE[touch.channel],
        about=link.about,
        promise=_promise(link),
        why=decision.explanation["full"] if decision else "Nobody asked the gate first.",
        asked=decision is not None,
        called_off=await Touch.exists(cancels_id=touch.id),
        consent=consent,
        address_from=source,
        address_since=since,
        count=_count(decision.reasons if decision else []),
        basis=SOFT if _is_soft(consent) else BASES[touch.message_class],
        planned=await _planned(touch),
    )


def _promise(link: Link) -> str:
    if link.topics:
        return link.topics[0].promise
    return next((topic.promise for topic in TOPICS if topic.key == link.token.topic), "")


async def _consent(touch: Touch) -> Yes | None:
    """The yes it stood on, as it stood then."""
    standing = await standing_of(touch.person_id)
    covering = [
        yes
        for yes in standing.yeses
        if yes.topic == touch.topic
        and yes.channel == touch.channel
        and yes.given <= touch.occurred_at
        and (yes.withdrawn is None or yes.withdrawn > touch.occurred_at)
        and (yes.expires is None or yes.expires > touch.occurred_at)
    ]
    return covering[-1] if covering else None


def _is_soft(consent: Yes | None) -> bool:
    return consent is not None and consent.basis is ConsentBasis.SOFT_OPT_IN


async def _origin(touch: Touch) -> tuple[str, datetime | None]:
    point = await ContactPoint.get_or_none(id=touch.contact_point_id)
    if point is not None:
        return point.source, point.collected_at
    if touch.channel is Channel.EMAIL:
        return "It is the address you sign in with.", None
    return "It is not kept for this contact.", None


def _count(reasons: list[dict[str, Any]]) -> tuple[int, int] | None:
    for reason in reasons:
        said = reason.get("params", {})
        if reason["code"] == "ok" and {"n", "max"} <= said.keys():
            return int(said["n"]), int(said["max"])
    return None


async def _planned(touch: Touch) -> Planned | None:
    held = (
        await Reservation.filter(
            person_id=touch.person_id, state=ReservationState.HELD, slot_at__gt=now()
        )
        .order_by("slot_at")
        .select_related("decision")
        .first()
    )
    if held is None:
        return None
    return Planned(held.slot_at, held.channel.value, held.decision.sender_name)
