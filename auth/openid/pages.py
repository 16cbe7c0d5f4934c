"""Going to a provider and coming back; connecting an identity to one's own account."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import anyone, signed_in_session
from auth.entering import (
    ASKING,
    agent_of,
    asking_browser,
    own_path,
    remember_asking,
    signed_in_response,
)
from auth.models import Identity, Person, Session
from auth.openid.errors import ProviderRefused
from auth.openid.people import person_of
from auth.openid.providers import Provider, provider_named, providers_for
from auth.openid.visits import Asker, begin, finish
from auth.sessions import start_session
from portal.errors import NotFound
from portal.forms import Form, read
from portal.routing import page
from portal.settings import Settings
from portal.templating import page_response


class ConnectForm(Form):
    provider: Annotated[str, Field(min_length=1, max_length=60)]


async def leave_for_provider(request: Request, _whoever: Person | None) -> Response:
    """Send the browser to a provider. A link, not a form: our pages' forms stay with us (CSP)."""
    provider = await _provider(request, request.path_params["provider"])
    next_path = own_path(request.query_params.get("next", "/"))
    browser = asking_browser(request)
    try:
        address = await _begin(request, provider, Asker(browser, _place(request), next_path))
    except ProviderRefused as refused:
        return _refused(request, refused)
    response = RedirectResponse(address, 303)
    remember_asking(request, response, browser)
    return response


async def come_back(request: Request, _whoever: Person | None) -> Response:
    """The provider's answer; each provider has an address of its own for it (mix-up, RFC 9700)."""
    provider = await _provider(request, request.path_params["provider"])
    try:
        proven = await finish(
            request.app.state.settings,
            provider,
            request.query_params,
            browser=request.cookies.get(ASKING),
            redirect_uri=_redirect_uri(request, provider),
        )
        person = await person_of(proven)
    except ProviderRefused as refused:
        return _refused(request, refused)
    if proven.linking is not None:
        return RedirectResponse(own_path(proven.next_path), 303)
    token = await start_session(
        person, method="openid", browser=agent_of(request), provider_id=provider.id
    )
    return await signed_in_response(request, token, proven.next_path)


async def connect(request: Request, session: Session) -> Response:
    """Begin to connect an identity to one's own account: shows the link that leads there."""
    form = await read(request, ConnectForm)
    settings: Settings = request.app.state.settings
    offered = await providers_for(settings, session.person)
    provider = next((each for each in offered if each.name == form.provider), None)
    if provider is None:
        raise NotFound
    browser = asking_browser(request)
    asker = Asker(browser, _place(request), "/me", session.person)
    try:
        address = await _begin(request, provider, asker)
    except ProviderRefused as refused:
        return _refused(request, refused)
    response = page_response(request, "auth/connect.html", provider=provider, address=address)
    remember_asking(request, response, browser)
    return response


async def disconnect(request: Request, session: Session) -> Response:
    """Forget one of one's own identities; that provider signs nobody in here any more."""
    ended = await Identity.filter(
        id=request.path_params["identity"], person_id=session.person.id
    ).delete()
    if not ended:
        raise NotFound
    return RedirectResponse("/me", 303)


async def _provider(request: Request, name: str) -> Provider:
    return await provider_named(request.app.state.settings, name)


async def _begin(request: Request, provider: Provider, asker: Asker) -> str:
    return await begin(
        request.app.state.settings,
        provider,
        asker,
        redirect_uri=_redirect_uri(request, provider),
    )


def _redirect_uri(request: Request, provider: Provider) -> str:
    settings: Settings = request.app.state.settings
    return f"{settings.base_url}/sign-in/with/{provider.name}/callback"


def _place(request: Request) -> str:
    return request.client.host if request.client else ""


def _refused(request: Request, refused: ProviderRefused) -> Response:
    return page_response(
        request, "auth/provider_refused.html", status=403, sentence=refused.sentence
    )


routes = [
    page("/sign-in/with/{provider}", leave_for_provider, access=anyone),
    page("/sign-in/with/{provider}/callback", come_back, access=anyone),
    page("/me/identities", connect, access=signed_in_session, methods=["POST"]),
    page(
        "/me/identities/{identity:uuid}/ending",
        disconnect,
        access=signed_in_session,
        methods=["POST"],
    ),
]
