"""Receipts for machines: of a contact for whoever holds its mail, of a decision for who asked."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.access import Scope, client
from auth.models import ApiClient
from customer_space.gate.models import Decision
from customer_space.gate.receipts.queries import receipt_of
from customer_space.gate.receipts.signed import published, receipt_key, signed
from customer_space.gate.unsubscribe.access import Link, with_contact_token
from portal.assets import anybody
from portal.clock import now
from portal.errors import NotFound
from portal.routing import endpoint, page
from portal.settings import Settings

TOLD = (
    *("mode", "channel", "topic", "message_class", "sender", "sender_name", "outcome"),
    *("reasons", "explanation", "alternatives", "next_at", "evaluated_for", "decided_at", "tzdb"),
)
"""What the receipt of a decision says of it."""


async def show_copy(request: Request, link: Link) -> Response:
    """The receipt of one contact, signed."""
    receipt = _written(asdict(await receipt_of(link)))
    return _signed(request, {"kind": "contact", "id": str(link.token.touch_id), **receipt})


async def show_decision(request: Request, program: ApiClient) -> Response:
    """The receipt of one's own question and its answer, signed."""
    id_: UUID = request.path_params["decision"]
    found = await Decision.get_or_none(id=id_, sender__startswith=f"client:{program.id}:")
    if found is None:
        raise NotFound
    told = _written({name: getattr(found, name) for name in TOLD})
    person = str(found.person_id) if found.person_id else None
    return _signed(request, {"kind": "decision", "id": str(id_), "person_id": person, **told})


async def show_keys(request: Request, _anybody: None) -> Response:
    """With which keys receipts can be checked."""
    settings: Settings = request.app.state.settings
    return JSONResponse(
        published(settings.secret_keys), headers={"Cache-Control": "public, max-age=3600"}
    )


def _signed(request: Request, receipt: dict[str, Any]) -> Response:
    settings: Settings = request.app.state.settings
    about = {"issuer": settings.base_url, "issued_at": now()}
    return JSONResponse(
        signed(_written(about) | receipt, receipt_key(settings.secret_keys[0])),
        headers={"Cache-Control": "no-store"},
    )


def _written(value: Any) -> Any:
    """Instants as RFC 3339 in UTC."""
    if isinstance(value, dict):
        return {name: _written(each) for name, each in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


routes = [
    page("/r/{token}/receipt.json", show_copy, access=with_contact_token),
    page("/.well-known/parley-receipts.json", show_keys, access=anybody),
    endpoint(
        "/api/v1/decisions/{decision:uuid}/receipt.json",
        show_decision,
        scope=client(Scope.GATE_ASK),
    ),
]
