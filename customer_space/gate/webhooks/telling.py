"""One try to tell one message, and what its answer means."""

from typing import Any

from auth.access import Scope
from auth.models import ApiClient
from customer_space.gate.webhooks.models import Delivery, DeliveryState, Endpoint
from customer_space.gate.webhooks.queue import NOBODY
from customer_space.gate.webhooks.rules import (
    GIVES_UP_AFTER,
    body_of,
    excerpt,
    headers_of,
    message_id,
    pause_after,
    rest_after,
)
from customer_space.gate.webhooks.secrets import secrets_of
from portal.clock import now
from portal.database import rows, transaction
from portal.ids import some_of
from portal.outgoing import NoAnswer
from portal.outgoing import client as web_client
from portal.sealing import CannotOpen, Seal

LONGEST_BODY = 64 * 1024
GONE = 410
TO_WAIT = frozenset({429, 503})

_POINTS = """
select p.kind, p.value from contact_point_link l
join contact_point p on p.id = l.contact_point_id
where l.person_id = $1 and l.valid_to is null order by p.id
"""

_FAILED = """
update webhook_endpoint
set failures = failures + 1, failing_since = coalesce(failing_since, $2)
where id = $1 returning failures, failing_since
"""


async def tell(delivery: Delivery, endpoint: Endpoint, *, seal: Seal, loopback: bool) -> None:
    """Send it once, and note what was answered. Never raises for what the receiver does."""
    status, said, asked_s = None, "", 0
    try:
        body = body_of(delivery.kind, delivery.happened_at, await _data(delivery, endpoint))
        at = now()
        headers = headers_of(
            body, id_=message_id(delivery.id), at=at, secrets=secrets_of(endpoint, at, seal)
        )
        async with web_client(loopback=loopback, max_bytes=LONGEST_BODY) as web:
            answer = await web.post(endpoint.url, content=body, headers=headers)
        status, said = answer.status_code, excerpt(answer.content)
        asked_s = _asked(answer.headers.get("retry-after", "")) if status in TO_WAIT else 0
    except NoAnswer as error:
        said = excerpt((str(error) or type(error).__name__).encode())
    except CannotOpen:
        said = "Its secret was sealed with a key that is not kept any more. Make a new secret."
    await _note(delivery, status, said, asked_s)


@transaction
async def _note(delivery: Delivery, status: int | None, said: str, asked_s: int) -> None:
    at = now()
    delivery.tries += 1
    delivery.status, delivery.answer, delivery.tried_at = status, said, at
    if status is not None and 200 <= status < 300:  # noqa: PLR2004
        delivery.state = DeliveryState.DELIVERED
        await _answered(delivery)
    else:
        pause = pause_after(delivery.tries, asked_s=asked_s)
        if pause is None:
            delivery.state = DeliveryState.DEAD
        else:
            delivery.due_at = at + pause * some_of(1.2, at_least=1)
        await _failed(delivery, status)
    await delivery.save(update_fields=["tries", "status", "answer", "tried_at", "state", "due_at"])


async def _answered(delivery: Delivery) -> None:
    await Endpoint.filter(id=delivery.endpoint_id).update(
        failures=0, failing_since=None, rests_until=None
    )


async def _failed(delivery: Delivery, status: int | None) -> None:
    at = now()
    [row] = await rows(_FAILED, delivery.endpoint_id, at)
    rest = rest_after(row["failures"])
    changes: dict[str, Any] = {"rests_until": at + rest} if rest else {}
    if status == GONE:
        changes = {"paused_at": at, "paused_why": "It answered that it is gone for good (410)."}
    elif at - row["failing_since"] >= GIVES_UP_AFTER:
        changes = {"paused_at": at, "paused_why": "It has taken nothing for three days."}
    if changes:
        await Endpoint.filter(id=delivery.endpoint_id).update(**changes)


async def _data(delivery: Delivery, endpoint: Endpoint) -> dict[str, Any]:
    """What the feed says of it too; addresses only for programs that may read the directory."""
    if delivery.number is None:
        return dict(delivery.data)
    person = None if delivery.subject == NOBODY else delivery.subject
    said = {
        "number": delivery.number,
        "person_id": str(person) if person else None,
        **delivery.data,
    }
    client = await ApiClient.get(id=endpoint.client_id)
    if person and Scope.DIRECTORY_READ in client.scopes:
        said["contact_points"] = [dict(row) for row in await rows(_POINTS, person)]
    return said


def _asked(retry_after: str) -> int:
    """Seconds, where the receiver names them; a date is not looked at."""
    return int(retry_after) if retry_after.isascii() and retry_after.isdecimal() else 0
