"""Administration of API clients: made with scopes, their token shown once, revoked at once."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import Scope, admin
from auth.actions import make_client, revoke_client
from auth.models import ApiClient, Person
from portal.errors import Conflict, Invalid
from portal.forms import Form, Line, asked_with, read
from portal.routing import page
from portal.templating import page_response

WORDS = {
    Scope.GATE_ASK: "ask the gate before contacting anybody",
    Scope.GATE_REPORT: "report contacts that took place",
    Scope.DIRECTORY_READ: "read accounts and contacts",
    Scope.DIRECTORY_WRITE: "change accounts and contacts",
    Scope.SPACE_READ: "read what is written in spaces",
    Scope.SPACE_WRITE: "write in spaces",
    Scope.EVENTS_WRITE: "report facts from other systems",
    Scope.ADMIN: "administer the installation",
}
SCOPES = [(scope, words, str(scope)) for scope, words in WORDS.items()]


class ClientForm(Form):
    name: Line
    scopes: Annotated[list[Scope], Field(min_length=1)] = Field(default_factory=list)


async def show_clients(request: Request, _admin: Person) -> Response:
    clients = await ApiClient.all().order_by("name")
    return page_response(
        request,
        "admin/clients.html",
        clients=clients,
        words={"scopes": []},
        problems={},
        scopes=SCOPES,
        scope_words=WORDS,
    )


async def add_client(request: Request, _admin: Person) -> Response:
    with asked_with("admin/_client_form.html", scopes=SCOPES):
        form = await read(request, ClientForm)
        if not form.scopes:
            raise Invalid({"scopes": "Please choose at least one."}, words=form.model_dump())
        try:
            client, token = await make_client(form.name, form.scopes)
        except Conflict as taken:
            raise Invalid({"name": taken.sentence}, words=form.model_dump()) from None
    return page_response(request, "admin/client_made.html", client=client, token=token)


async def revoke(request: Request, _admin: Person) -> Response:
    await revoke_client(request.path_params["client"])
    return RedirectResponse("/admin/clients", 303)


routes = [
    page("/admin/clients", show_clients, access=admin),
    page("/admin/clients", add_client, access=admin, methods=["POST"]),
    page("/admin/clients/{client:uuid}/revocation", revoke, access=admin, methods=["POST"]),
]
