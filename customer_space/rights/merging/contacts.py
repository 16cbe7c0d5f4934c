"""Past contacts and held places of two records: together they count once in every cap."""

from datetime import timedelta
from uuid import UUID

from auth.models import Person
from customer_space.gate.actions import simulate
from customer_space.gate.models import Reservation, ReservationState
from customer_space.gate.requests import Asked, Asker
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import rows

BACK = timedelta(days=400)
"""No limit looks further back."""

_CARRY = """
insert into touch (id, person_id, account_id, permit_id, reservation_id, cancels_id,
  contact_point_id, channel, topic, message_class, weight, sender, sender_name, occurred_at,
  recorded_at, outcome, direction, compliance, is_reply, note, external_id)
select gen_random_uuid(), $2, null, null, null, null, null, t.channel, t.topic, t.message_class,
  t.weight, t.sender, t.sender_name, t.occurred_at, $4, t.outcome, t.direction, t.compliance,
  t.is_reply, t.note, 'merge:' || $5::text || ':' || t.id
from touch t
where t.person_id = $1 and t.occurred_at > $3 and t.cancels_id is null
  and not exists (select 1 from touch c where c.cancels_id = t.id)
order by t.occurred_at, t.id
returning id
"""
"""They count for the kept person alone: account and number have counted them already."""

_CALL_OFF = """
insert into touch (id, person_id, cancels_id, channel, topic, message_class, weight, sender,
  sender_name, occurred_at, recorded_at, outcome, direction, compliance, is_reply, note)
select gen_random_uuid(), t.person_id, t.id, t.channel, t.topic, t.message_class, t.weight,
  t.sender, t.sender_name, $2, $2, 'cancelled', t.direction, t.compliance, t.is_reply,
  'Two records again'
from touch t where t.external_id like 'merge:' || $1::text || ':%'
"""


async def carry_contacts(gone: UUID, kept: UUID, merge_id: UUID) -> int:
    """Write the other's contacts into the kept record's chain; returns how many."""
    at = now()
    return len(await rows(_CARRY, gone, kept, at - BACK, at, str(merge_id)))


async def call_off(merge_id: UUID) -> None:
    """They were never the kept person's: they count no more."""
    await rows(_CALL_OFF, str(merge_id), now())


async def settle_holds(kept: Person, gone: Person, keys: Keys) -> int:
    """The earliest place stays; of the later ones those that fit. Returns how many are void."""
    await Reservation.filter(person_id=gone.id, state=ReservationState.HELD).update(
        person_id=kept.id
    )
    held = await Reservation.filter(person_id=kept.id, state=ReservationState.HELD).order_by(
        "held_at", "id"
    )
    later = Reservation.filter(id__in=[place.id for place in held[1:]])
    await later.update(state=ReservationState.VOID, void_reason="merged")
    void = len(held[1:])
    for place in held[1:]:
        if await _fits(place, kept, keys):
            await Reservation.filter(id=place.id).update(
                state=ReservationState.HELD, void_reason=None
            )
            void -= 1
    return void


async def _fits(place: Reservation, kept: Person, keys: Keys) -> bool:
    """What the gate says of its slot, with the earlier places counted."""
    asked = Asked(
        channel=place.channel,
        topic=place.topic,
        at=max(place.slot_at, now()),
        person_id=kept.id,
        account_id=place.account_id,
        weight=place.weight,
    )
    by = Asker(place.owner_sender, "rep", place.owner_sender)
    return (await simulate(asked, by=by, keys=keys)).allowed
