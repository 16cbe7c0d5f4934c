"""What the admin sees of endpoints: how they are, and what was told them last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from auth.models import ApiClient
from customer_space.gate.webhooks.models import Delivery, DeliveryState, Endpoint
from portal.database import rows
from portal.errors import NotFound

LAST = 50

_COUNTS = """
select endpoint_id, count(*) filter (where state = 'waiting') as waiting,
  count(*) filter (where state = 'dead') as dead,
  max(tried_at) filter (where state = 'delivered') as delivered_at
from webhook_delivery where endpoint_id = any($1) group by endpoint_id
"""


@dataclass(frozen=True)
class Health:
    """An endpoint and how it fares."""

    endpoint: Endpoint
    client: ApiClient
    waiting: int = 0
    dead: int = 0
    delivered_at: datetime | None = None


async def endpoints() -> list[Health]:
    """All of them, the oldest first."""
    return await _with_health(await Endpoint.all().order_by("id").select_related("client"))


async def endpoint_with_health(endpoint_id: UUID) -> Health:
    """One of them; raises NotFound."""
    found = await Endpoint.filter(id=endpoint_id).select_related("client")
    if not found:
        raise NotFound
    return (await _with_health(found))[0]


async def last_deliveries(endpoint_id: UUID) -> list[Delivery]:
    """What was given up first, for it needs somebody; then the last messages."""
    of = Delivery.filter(endpoint_id=endpoint_id)
    dead = await of.filter(state=DeliveryState.DEAD).order_by("-tried_at").limit(LAST)
    others = of.exclude(state=DeliveryState.DEAD)
    return [*dead, *await others.order_by("-happened_at", "-number").limit(LAST)]


async def _with_health(found: list[Endpoint]) -> list[Health]:
    counted = await rows(_COUNTS, [endpoint.id for endpoint in found])
    by_id = {row.pop("endpoint_id"): row for row in counted}
    return [Health(each, each.client, **by_id.get(each.id, {})) for each in found]
