"""Signing in as one of the named people with one click: only where `parley demo` runs."""

from starlette.requests import Request
from starlette.responses import Response

from auth.access import anyone
from auth.entering import agent_of, signed_in_response
from auth.models import Person, PersonState
from auth.sessions import start_session
from portal.errors import NotFound
from portal.routing import page
from portal.settings import Settings
from portal.templating import page_response

OF_THE_DEMO = ".example"
"""The named people have addresses that can never be real (RFC 2606)."""
MOST = 20


async def named_people(settings: Settings) -> list[tuple[str, Person]]:
    """Who can be signed in as, by short name; nobody outside the demo."""
    if not settings.demo:
        return []
    people = Person.filter(email__endswith=OF_THE_DEMO, state=PersonState.ACTIVE)
    return [(_short(person), person) for person in await people.order_by("created_at").limit(MOST)]


async def show_named(request: Request, _whoever: Person | None) -> Response:
    """One button, as for a mailed link."""
    person = await _named(request)
    return page_response(request, "auth/as.html", person=person, short=_short(person))


async def sign_in_as(request: Request, _whoever: Person | None) -> Response:
    person = await _named(request)
    token = await start_session(person, method="demo", browser=agent_of(request))
    return await signed_in_response(request, token, "/")


async def _named(request: Request) -> Person:
    for short, person in await named_people(request.app.state.settings):
        if short == request.path_params["name"]:
            return person
    raise NotFound


def _short(person: Person) -> str:
    return str(person.email).partition("@")[0]


routes = [
    page("/sign-in/as/{name}", show_named, access=anyone),
    page("/sign-in/as/{name}", sign_in_as, access=anyone, methods=["POST"]),
]
