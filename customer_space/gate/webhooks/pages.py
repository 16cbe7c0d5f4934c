"""Administration of webhooks: endpoints, their secrets (shown once), what they were told."""

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import admin
from auth.models import ApiClient, Person
from customer_space.gate.webhooks import actions
from customer_space.gate.webhooks.queries import endpoint_with_health, endpoints, last_deliveries
from customer_space.gate.webhooks.secrets import PURPOSE
from portal.forms import Form, asked_with, keeping, read
from portal.routing import page
from portal.sealing import Seal
from portal.settings import Settings
from portal.templating import page_response, templates

FORM = "webhooks/_endpoint_form.html"


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[!-~]+", text):
        raise ValueError("must be an address that starts with https://")
    return text


class EndpointForm(Form):
    client: UUID
    url: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_address)]


async def show_endpoints(request: Request, _admin: Person) -> Response:
    return page_response(
        request,
        "webhooks/list.html",
        found=await endpoints(),
        clients=await _clients(),
        words={},
        problems={},
    )


async def add_endpoint(request: Request, _admin: Person) -> Response:
    settings: Settings = request.app.state.settings
    with asked_with(FORM, clients=await _clients()):
        form = await read(request, EndpointForm)
        with keeping(form):
            await actions.may_be_told(form.url, loopback=not settings.secure)
            made = await actions.make_endpoint(form.client, form.url, seal=_seal(request))
    return _secret_page(request, made, "The endpoint is made. This is its secret.")


async def show_endpoint(request: Request, _admin: Person) -> Response:
    id_ = _endpoint(request)
    return page_response(
        request,
        "webhooks/show.html",
        health=await endpoint_with_health(id_),
        deliveries=await last_deliveries(id_),
    )


async def change_secret(request: Request, _admin: Person) -> Response:
    made = await actions.change_secret(_endpoint(request), seal=_seal(request))
    return _secret_page(request, made, "From now on both secrets sign; the old one for a day.")


async def send_test(request: Request, _admin: Person) -> Response:
    await actions.send_test(_endpoint(request))
    return _back(request)


async def pause(request: Request, _admin: Person) -> Response:
    await actions.pause_endpoint(_endpoint(request))
    return _back(request)


async def resume(request: Request, _admin: Person) -> Response:
    await actions.resume_endpoint(_endpoint(request))
    return _back(request)


async def remove(request: Request, _admin: Person) -> Response:
    await actions.remove_endpoint(_endpoint(request))
    return RedirectResponse("/admin/webhooks", 303)


async def tell_again(request: Request, _admin: Person) -> Response:
    await actions.tell_again(_endpoint(request), request.path_params["delivery"])
    return _back(request)


async def _clients() -> list[tuple[UUID, str]]:
    found = await ApiClient.filter(revoked_at=None).order_by("name")
    return [(client.id, client.name) for client in found]


def _secret_page(request: Request, made: actions.Made, lead: str) -> Response:
    return page_response(
        request, "webhooks/secret.html", endpoint=made.endpoint, secret=made.secret, lead=lead
    )


def _seal(request: Request) -> Seal:
    settings: Settings = request.app.state.settings
    return Seal(settings.secret_keys, PURPOSE)


def _endpoint(request: Request) -> UUID:
    found: UUID = request.path_params["endpoint"]
    return found


def _back(request: Request) -> Response:
    path_for: Any = templates.globals["path_for"]
    return RedirectResponse(path_for("webhooks.show_endpoint", endpoint=_endpoint(request)), 303)


ONE = "/admin/webhooks/{endpoint:uuid}"
routes = [
    page("/admin/webhooks", show_endpoints, access=admin),
    page("/admin/webhooks", add_endpoint, access=admin, methods=["POST"]),
    page(ONE, show_endpoint, access=admin),
    page(f"{ONE}/secret", change_secret, access=admin, methods=["POST"]),
    page(f"{ONE}/test", send_test, access=admin, methods=["POST"]),
    page(f"{ONE}/pause", pause, access=admin, methods=["POST"]),
    page(f"{ONE}/resumption", resume, access=admin, methods=["POST"]),
    page(f"{ONE}/removal", remove, access=admin, methods=["POST"]),
    page(f"{ONE}/deliveries/{{delivery:uuid}}/replay", tell_again, access=admin, methods=["POST"]),
]
