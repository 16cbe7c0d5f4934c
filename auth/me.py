"""One's own account: name, language, time zone, browsers, and how one signs in."""

from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import signed_in_session
from auth.actions import settle_in
from auth.models import Identity, Session, ZoneSource
from auth.openid.providers import providers_for
from auth.sessions import end_session
from portal.clock import now
from portal.errors import NotFound
from portal.forms import Form, Line, Optionally, asked_with, read
from portal.routing import page
from portal.templating import fragment, page_response, saved

LOCALES = {
    "en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "it": "Italiano",
    "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska",
}  # fmt: skip
"""Languages people can be written to in, by BCP 47 tag, in their own words."""


@cache
def zone_names() -> list[str]:
    """The time zones of places, by their IANA names."""
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
             "Pacific/")  # fmt: skip
    return [*sorted(name for name in available_timezones() if name.startswith(areas)), "UTC"]


def _zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError("is not a time zone we know")
    return name


def _locale(tag: str) -> str:
    if tag not in LOCALES:
        raise ValueError("is not a language we know")
    return tag


class SettingsForm(Form):
    display_name: Line
    locale: Annotated[str, AfterValidator(_locale)]
    zone: Annotated[Annotated[str, AfterValidator(_zone)] | None, Optionally] = None


async def show_me(request: Request, session: Session) -> Response:
    at, person = now(), session.person
    live = Session.filter(
        person_id=person.id,
        ended_at=None,
        seen_at__gt=at - Session.IDLE,
        started_at__gt=at - Session.LIVES,
    )
    return page_response(
        request,
        "auth/me.html",
        person=person,
        sessions=await live.order_by("-seen_at"),
        this_session=session,
        identities=await Identity.filter(person_id=person.id).order_by("created_at"),
        providers=await providers_for(request.app.state.settings, person),
        **_form_context(session),
    )


async def save_settings(request: Request, session: Session) -> Response:
    """Keep the name, the language and the time zone somebody states."""
    context = _form_context(session)
    with asked_with("auth/_settings_form.html", choices=context["choices"]):
        form = await read(request, SettingsForm)
    await settle_in(
        session.person, display_name=form.display_name, locale=form.locale, zone=form.zone
    )
    shown = fragment("auth/_settings_form.html", **_form_context(session), saved=True)
    return saved(request, shown, back_to="/me")


async def end_other_session(request: Request, session: Session) -> Response:
    """Sign one of one's own browsers out."""
    other = await Session.get_or_none(
        id=request.path_params["session"], person_id=session.person.id, ended_at=None
    )
    if other is None:
        raise NotFound
    await end_session(other)
    return RedirectResponse("/me", 303)


def _form_context(session: Session) -> dict[str, Any]:
    person = session.person
    stated = person.tz if person.tz_source is ZoneSource.STATED else None
    zones = [
        ("", "I would rather not say"),
        *((name, name.replace("_", " ")) for name in zone_names()),
    ]
    return {
        "words": {
            "display_name": person.display_name, "locale": person.locale, "zone": stated or "",
        },
        "problems": {},
        "choices": {"locales": list(LOCALES.items()), "zones": zones},
    }  # fmt: skip


routes = [
    page("/me", show_me, access=signed_in_session),
    page("/me/settings", save_settings, access=signed_in_session, methods=["POST"]),
    page(
        "/me/sessions/{session:uuid}/ending",
        end_other_session,
        access=signed_in_session,
        methods=["POST"],
    ),
]
