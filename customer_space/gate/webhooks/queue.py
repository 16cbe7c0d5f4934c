"""The queue of one endpoint: filled from the feed, bounded, emptied in order."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from customer_space.gate.webhooks.models import Delivery, Endpoint
from portal.clock import now
from portal.database import rows, transaction

MOST = 10_000
"""Messages that wait for one endpoint; what finds the queue full is told as a gap."""
ROOM_AFTER_GAP = 1_000
"""So much must be free again before a gap is closed: else there would be one gap a message."""
LEASE = timedelta(seconds=60)
GAP = "changes.missed"
NOBODY = UUID(int=0)
"""The subject of what is about nobody by name: it keeps its order too."""
KEPT = timedelta(days=7)

_LEASE = """
update webhook_endpoint set leased_until = $2 where id in (
  select e.id from webhook_endpoint e
  where e.paused_at is null
    and (e.leased_until is null or e.leased_until <= $1)
    and (e.rests_until is null or e.rests_until <= $1)
    and (e.reached < (select coalesce(max(number), 0) from change)
         or exists (select 1 from webhook_delivery d
                    where d.endpoint_id = e.id and d.state = 'waiting' and d.due_at <= $1))
  for update skip locked
)
returning id
"""

_WAITING = """
select count(*) as number from webhook_delivery where endpoint_id = $1 and state = 'waiting'
"""

_HEAD = "select coalesce(max(number), 0) as number from change"

_FILL = """
with fresh as (
  select * from change
  where number > $2 and number <= $3
    and (sender is null or sender not like 'client:%' or sender like $4)
  order by number limit $5
), taken as (
  insert into webhook_delivery
    (id, endpoint_id, number, kind, subject, data, happened_at, state, tries, due_at, answer)
  select gen_random_uuid(), $1, number, kind, coalesce(person_id, $6), data, at,
         'waiting', 0, $7, ''
  from fresh
  where number < coalesce((select number from fresh order by number offset $5 - 1), $3 + 1)
  on conflict (endpoint_id, number) do nothing
)
select max(number) as last, count(*) as found from fresh
"""

_NEXT = """
select d.* from webhook_delivery d
where d.endpoint_id = $1 and d.state = 'waiting' and d.due_at <= $2
  and (d.subject is null or not exists (
    select 1 from webhook_delivery before
    where before.endpoint_id = d.endpoint_id and before.subject = d.subject
      and before.state = 'waiting' and before.number < d.number))
order by d.due_at, d.number nulls first limit $3
"""


async def leased(at: datetime) -> list[UUID]:
    """The endpoints that have something to be told, now this process's for a minute."""
    return [row["id"] for row in await rows(_LEASE, at, at + LEASE)]


@transaction
async def fill(endpoint_id: UUID) -> None:
    """Put what is new in the feed into the queue, as far as there is room."""
    endpoint = await Endpoint.filter(id=endpoint_id).select_for_update().get()
    [head], [waiting] = await rows(_HEAD), await rows(_WAITING, endpoint_id)
    room = MOST - waiting["number"]
    if endpoint.missed_from is not None and room >= ROOM_AFTER_GAP:
        await _tell_gap(endpoint)
        room -= 1
    if endpoint.missed_from is None:
        await _take(endpoint, head["number"], max(room, 0))
    elif endpoint.reached < head["number"]:
        endpoint.missed_to = head["number"]
    endpoint.reached = max(endpoint.reached, head["number"])
    await endpoint.save(update_fields=["reached", "missed_from", "missed_to"])


async def next_of(endpoint_id: UUID, most: int) -> list[Delivery]:
    """What can be told now: of each subject the earliest message, if that one is due."""
    found = await rows(_NEXT, endpoint_id, now(), most)
    return await Delivery.filter(id__in=[row["id"] for row in found]).order_by("number")


async def renew(endpoint_id: UUID) -> None:
    """Keep the endpoint for another minute; long delivered messages leave the list."""
    await rows("update webhook_endpoint set leased_until = $2 where id = $1",
               endpoint_id, now() + LEASE)  # fmt: skip


async def let_go(endpoint_id: UUID) -> None:
    """Leave the endpoint to whoever comes next, and forget what was delivered a week ago."""
    await rows(
        "delete from webhook_delivery where endpoint_id = $1 and state = 'delivered'"
        " and tried_at < $2",
        endpoint_id, now() - KEPT,
    )  # fmt: skip
    await rows("update webhook_endpoint set leased_until = null where id = $1", endpoint_id)


async def _take(endpoint: Endpoint, head: int, room: int) -> None:
    own = f"client:{endpoint.client_id}:%"
    values: list[Any] = [endpoint.id, endpoint.reached, head, own, room + 1, NOBODY, now()]
    [fresh] = await rows(_FILL, *values)
    if fresh["found"] > room:
        endpoint.missed_from, endpoint.missed_to = fresh["last"], head


async def _tell_gap(endpoint: Endpoint) -> None:
    assert endpoint.missed_from is not None  # noqa: S101 - asked by the caller
    await Delivery.create(
        endpoint=endpoint,
        kind=GAP,
        data={"after": endpoint.missed_from - 1, "until": endpoint.missed_to},
        happened_at=now(),
        due_at=now(),
    )
    endpoint.missed_from = endpoint.missed_to = None
