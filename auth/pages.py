"""Signing in with a mailed link or its six digits, and signing out."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import anyone, signed_in_session
from auth.actions import (
    WRONG_CODE,
    ask_for_link,
    asked_here,
    link_of,
    use_code,
    use_link,
)
from auth.demo import named_people
from auth.emails import EmailAddress
from auth.entering import (
    ASKING,
    OwnPath,
    agent_of,
    asking_browser,
    own_path,
    remember_asking,
    signed_in_response,
)
from auth.models import Person, Session
from auth.openid.providers import company_providers
from auth.sessions import drop_cookie, end_session
from portal.errors import Invalid
from portal.forms import Form, asked_with, read
from portal.routing import page
from portal.settings import Settings
from portal.templating import page_response, templates


class AskForm(Form):
    email: EmailAddress
    next: OwnPath = "/"


class CodeForm(Form):
    code: Annotated[str, Field(max_length=20)]


async def show_sign_in(request: Request, person: Person | None) -> Response:
    settings: Settings = request.app.state.settings
    next_path = own_path(request.query_params.get("next", "/"))
    if person is not None:
        return RedirectResponse(next_path, 303)
    return page_response(
        request,
        "auth/sign_in.html",
        providers=company_providers(settings),
        company=settings.own_company,
        named=await named_people(settings),
        words={"email": "", "next": next_path},
        problems={},
    )


async def ask(request: Request, person: Person | None) -> Response:
    """Have a link mailed. The answer is the same whether or not anybody has the address."""
    del person
    with asked_with("auth/_ask_form.html"):
        form = await read(request, AskForm)
    browser = asking_browser(request)
    address = request.client.host if request.client else ""
    await ask_for_link(form.email, browser=browser, address=address, next_path=form.next)
    response = RedirectResponse(_path_for("auth.show_code"), 303)
    remember_asking(request, response, browser)
    return response


async def show_code(request: Request, person: Person | None) -> Response:
    """The mail is on its way; here its six digits can be typed."""
    del person
    return page_response(request, "auth/code.html", words={"code": ""}, problems={})


async def enter_code(request: Request, person: Person | None) -> Response:
    del person
    with asked_with("auth/_code_form.html"):
        form = await read(request, CodeForm)
        digits = "".join(form.code.replace("-", "").split())
        browser = request.cookies.get(ASKING, "")
        used = await use_code(digits, browser=browser, agent=agent_of(request))
        if used is None:
            raise Invalid({"code": WRONG_CODE}, words={"code": form.code})
    return await signed_in_response(request, *used)


async def show_link(request: Request, person: Person | None) -> Response:
    """One button: link scanners of mail systems only GET."""
    del person
    token = request.path_params["token"]
    try:
        link = await link_of(token)
    except Invalid as refused:
        return _dead(request, refused)
    if not asked_here(link, request.cookies.get(ASKING)):
        return page_response(request, "auth/elsewhere.html")
    return page_response(request, "auth/link.html", token=token)


async def sign_in(request: Request, person: Person | None) -> Response:
    del person
    token, browser = request.path_params["token"], request.cookies.get(ASKING)
    try:
        used = await use_link(token, browser=browser, agent=agent_of(request))
    except Invalid as refused:
        return _dead(request, refused)
    return await signed_in_response(request, *used)


async def sign_out(request: Request, session: Session) -> Response:
    await end_session(session)
    response = RedirectResponse("/", 303)
    drop_cookie(request, response)
    return response


def _dead(request: Request, refused: Invalid) -> Response:
    return page_response(request, "auth/dead_link.html", status=410, sentence=refused.sentence)


def _path_for(route: str) -> str:
    path_for: Any = templates.globals["path_for"]
    return str(path_for(route))


routes = [
    page("/sign-in", show_sign_in, access=anyone),
    page("/sign-in", ask, access=anyone, methods=["POST"]),
    page("/sign-in/code", show_code, access=anyone),
    page("/sign-in/code", enter_code, access=anyone, methods=["POST"]),
    page("/sign-in/{token}", show_link, access=anyone),
    page("/sign-in/{token}", sign_in, access=anyone, methods=["POST"]),
    page("/sign-out", sign_out, access=signed_in_session, methods=["POST"]),
]
