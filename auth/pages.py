"""Signing in and out, and one's own account."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, EmailStr, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import anyone, signed_in_session
from auth.actions import ask_for_link, asked_here, link_of, use_code, use_link
from auth.models import Person, Session
from auth.sessions import drop_cookie, end_session, set_cookie
from portal.errors import Invalid, NotFound
from portal.forms import Form, asked_with, read
from portal.ids import secret
from portal.routing import page
from portal.settings import Settings
from portal.templating import page_response, templates

ASKING = "asking"
"""The cookie that binds a mailed link to the browser that asked for it."""
TEN_MINUTES = 600


def own_path(path: str) -> str:
    """The path if it stays in this portal, else the home page (open redirects, safety T27)."""
    parts = urlsplit(path)
    tricky = any(ord(c) <= 0x20 or c == "\\" for c in path)  # noqa: PLR2004
    if tricky or parts.scheme or parts.netloc or not path.startswith("/") or path[1:2] == "/":
        return "/"
    return path


OwnPath = Annotated[str, AfterValidator(own_path), Field(max_length=500)]


class AskForm(Form):
    email: EmailStr
    next: OwnPath = "/"


class CodeForm(Form):
    code: Annotated[str, Field(pattern=r"^\s*\d{3}\s?\d{3}\s*$")]


async def show_sign_in(request: Request, person: Person | None) -> Response:
    settings: Settings = request.app.state.settings
    next_path = own_path(request.query_params.get("next", "/"))
    if person is not None:
        return RedirectResponse(next_path, 303)
    return page_response(
        request,
        "auth/sign_in.html",
        providers=settings.providers,
        company=settings.own_company,
        words={"email": "", "next": next_path},
        problems={},
    )


async def ask(request: Request, person: Person | None) -> Response:
    """Have a link mailed. The answer is the same whether or not anybody has the address."""
    del person
    with asked_with("auth/_ask_form.html"):
        form = await read(request, AskForm)
    browser = request.cookies.get(ASKING) or secret()
    await ask_for_link(
        form.email.strip().lower(),
        browser=browser,
        address=request.client.host if request.client else "",
        next_path=form.next,
    )
    response = RedirectResponse(templates.globals["path_for"]("auth.show_code"), 303)  # type: ignore[operator]
    response.set_cookie(
        ASKING,
        browser,
        max_age=TEN_MINUTES,
        path="/sign-in",
        secure=request.app.state.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def show_code(request: Request, person: Person | None) -> Response:
    """The mail is on its way; here its six digits can be typed."""
    del person
    return page_response(request, "auth/code.html", words={"code": ""}, problems={})


async def enter_code(request: Request, person: Person | None) -> Response:
    del person
    with asked_with("auth/_code_form.html"):
        form = await read(request, CodeForm)
        used = await use_code(
            "".join(form.code.split()),
            browser=request.cookies.get(ASKING, ""),
            agent=agent_of(request),
        )
        if used is None:
            raise Invalid(
                {"code": "That is not the code of the newest mail, or it has expired."},
                words={"code": form.code},
            )
    return signed_in_response(request, *used)


async def show_link(request: Request, person: Person | None) -> Response:
    """One button: link scanners of mail systems only GET."""
    del person
    token = request.path_params["token"]
    try:
        link = await link_of(token)
    except Invalid as refused:
        return page_response(request, "auth/dead_link.html", status=410, sentence=refused.sentence)
    if not asked_here(link, request.cookies.get(ASKING)):
        return page_response(request, "auth/elsewhere.html")
    return page_response(request, "auth/link.html", token=token)


async def sign_in(request: Request, person: Person | None) -> Response:
    del person
    try:
        used = await use_link(
            request.path_params["token"],
            browser=request.cookies.get(ASKING),
            agent=agent_of(request),
        )
    except Invalid as refused:
        return page_response(request, "auth/dead_link.html", status=410, sentence=refused.sentence)
    return signed_in_response(request, *used)


async def sign_out(request: Request, session: Session) -> Response:
    await end_session(session)
    response = RedirectResponse("/", 303)
    drop_cookie(request, response)
    return response


async def show_me(request: Request, session: Session) -> Response:
    sessions = await Session.filter(person_id=session.person.id, ended_at=None).order_by("-seen_at")
    return page_response(
        request,
        "auth/me.html",
        viewer=session.person.viewer,
        person=session.person,
        sessions=sessions,
        this_session=session,
    )


async def end_other_session(request: Request, session: Session) -> Response:
    """Sign one of one's own browsers out."""
    other = await Session.get_or_none(
        id=request.path_params["session"], person_id=session.person.id, ended_at=None
    )
    if other is None:
        raise NotFound
    await end_session(other)
    return RedirectResponse("/me", 303)


def agent_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "unknown")[:120]


def signed_in_response(request: Request, token: str, next_path: str) -> Response:
    """Send a freshly signed-in browser on its way."""
    response = RedirectResponse(own_path(next_path), 303)
    set_cookie(request, response, token)
    return response


routes = [
    page("/sign-in", show_sign_in, access=anyone),
    page("/sign-in", ask, access=anyone, methods=["POST"]),
    page("/sign-in/code", show_code, access=anyone),
    page("/sign-in/code", enter_code, access=anyone, methods=["POST"]),
    page("/sign-in/{token}", show_link, access=anyone),
    page("/sign-in/{token}", sign_in, access=anyone, methods=["POST"]),
    page("/sign-out", sign_out, access=signed_in_session, methods=["POST"]),
    page("/me", show_me, access=signed_in_session),
    page(
        "/me/sessions/{session:uuid}/ending",
        end_other_session,
        access=signed_in_session,
        methods=["POST"],
    ),
]
