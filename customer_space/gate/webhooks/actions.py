"""What admins do with endpoints: make one, change its secret, pause it, try it, tell again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from auth.models import ApiClient
from customer_space.gate.changes.actions import number_changes
from customer_space.gate.webhooks.models import Delivery, DeliveryState, Endpoint
from customer_space.gate.webhooks.secrets import new_secret
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotFound
from portal.outgoing import refusal
from portal.sealing import Seal

MOST_ENDPOINTS = 20
BOTH_VALID = timedelta(hours=24)
TEST = "webhook.test"

_HEAD = "select coalesce(max(number), 0) as number from change"


@dataclass(frozen=True)
class Made:
    """An endpoint with its new secret, which is shown this once."""

    endpoint: Endpoint
    secret: str


async def may_be_told(url: str, *, loopback: bool) -> None:
    """Raises Invalid, with a sentence, for an address this portal will not ask."""
    if why := await refusal(url, loopback=loopback):
        raise Invalid({"url": why})


@transaction
async def make_endpoint(client_id: UUID, url: str, *, seal: Seal) -> Made:
    """Tell a program from now on; what changed before is in the feed.

    Raises:
        Invalid: for a client that is revoked, or beyond 20 endpoints.
    """
    client = await ApiClient.get_or_none(id=client_id, revoked_at=None)
    if client is None:
        raise Invalid({"client": "This client may not ask any more."})
    if await Endpoint.all().count() >= MOST_ENDPOINTS:
        raise Invalid({"url": f"{MOST_ENDPOINTS} endpoints are the most we keep."})
    await number_changes()
    [head] = await rows(_HEAD)
    secret = new_secret()
    endpoint = await Endpoint.create(
        client=client,
        url=url,
        secret_sealed=seal.seal(secret),
        reached=head["number"],
        created_at=now(),
    )
    return Made(endpoint, secret)


@transaction
async def change_secret(endpoint_id: UUID, *, seal: Seal) -> Made:
    """A new secret; the one before signs too for a day, so nothing is lost while it is put in."""
    endpoint = await _held(endpoint_id)
    secret = new_secret()
    endpoint.former_sealed, endpoint.former_until = endpoint.secret_sealed, now() + BOTH_VALID
    endpoint.secret_sealed = seal.seal(secret)
    await endpoint.save(update_fields=["secret_sealed", "former_sealed", "former_until"])
    return Made(endpoint, secret)


@transaction
async def pause_endpoint(endpoint_id: UUID) -> None:
    """Tell it nothing until it is resumed; what changes meanwhile waits."""
    endpoint = await _held(endpoint_id)
    endpoint.paused_at, endpoint.paused_why = now(), "Somebody paused it here."
    await endpoint.save(update_fields=["paused_at", "paused_why"])


@transaction
async def resume_endpoint(endpoint_id: UUID) -> None:
    """Tell it again, at once."""
    await _held(endpoint_id)
    await Endpoint.filter(id=endpoint_id).update(
        paused_at=None, paused_why="", failures=0, failing_since=None, rests_until=None
    )
    await Delivery.filter(endpoint_id=endpoint_id, state=DeliveryState.WAITING).update(due_at=now())


@transaction
async def remove_endpoint(endpoint_id: UUID) -> None:
    """Tell it nothing any more, and forget what it was told."""
    await (await _held(endpoint_id)).delete()


@transaction
async def send_test(endpoint_id: UUID) -> None:
    """A message about nothing, signed like any other."""
    endpoint = await _held(endpoint_id)
    at = now()
    await Delivery.create(
        endpoint=endpoint,
        kind=TEST,
        data={"message": "This is a test. Nothing has changed."},
        happened_at=at,
        due_at=at,
    )


@transaction
async def tell_again(endpoint_id: UUID, delivery_id: UUID) -> None:
    """Send a message once more, under its own id, as if it had never been tried.

    Raises:
        Conflict: while it waits anyway.
    """
    await _held(endpoint_id)
    delivery = await Delivery.get_or_none(id=delivery_id, endpoint_id=endpoint_id)
    if delivery is None:
        raise NotFound
    if delivery.state is DeliveryState.WAITING:
        raise Conflict("This message is waiting to be sent anyway.")
    await Delivery.filter(id=delivery.id).update(state=DeliveryState.WAITING, tries=0, due_at=now())


async def _held(endpoint_id: UUID) -> Endpoint:
    endpoint = await Endpoint.filter(id=endpoint_id).select_for_update().get_or_none()
    if endpoint is None:
        raise NotFound
    return endpoint
