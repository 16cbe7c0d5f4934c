"""The calendar of the rhythm: what is planned, what was kept, and feeds for one's own calendar."""

from typing import Any

from markupsafe import Markup
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right, Side
from customer_space.plans.answers import address_of, plan_seen_by
from customer_space.plans.calendar import actions
from customer_space.plans.calendar.feed import feed
from customer_space.plans.calendar.models import CalendarFeed
from customer_space.plans.calendar.queries import feeds_of, kept_months, upcoming
from customer_space.plans.calendar.rules import Occurrence
from customer_space.plans.forms import Clock, Day
from customer_space.plans.overtaken import asked_again_with, read_into
from customer_space.plans.panels import occurrences_panel
from customer_space.plans.queries import plan_with, today_of, zone_of
from portal.clock import now
from portal.errors import NotFound
from portal.forms import Form
from portal.ids import fingerprint
from portal.routing import page
from portal.templating import fragment, page_response

FORM = "plans/_occurrence_form.html"


class MoveForm(Form):
    """Where a date shall go."""

    day: Day
    opens: Clock


async def show_calendar(request: Request, member: Member) -> Response:
    """The next twelve months, and planned against kept."""
    return await _calendar(request, member)


async def show_occurrence(request: Request, member: Member) -> Response:
    """One date, and where it may go."""
    found = await _occurrence(request, member)
    form = fragment(FORM, **_asked(member, found)) if member.side is Side.CUSTOMER else Markup()
    return page_response(request, "plans/occurrence.html", occurrence=found, form=form)


async def move_occurrence(request: Request, member: Member) -> Response:
    found = await _occurrence(request, member)
    with asked_again_with(FORM, **_asked(member, found)) as words:
        form = await read_into(words, request, MoveForm)
        await actions.move(found.key, form.day, form.opens or found.opens, by=member)
    return RedirectResponse(f"{address_of(member)}/calendar", 303)


async def omit_occurrence(request: Request, member: Member) -> Response:
    await actions.omit((await _occurrence(request, member)).key, by=member)
    return RedirectResponse(f"{address_of(member)}/calendar", 303)


async def start_feed(request: Request, member: Member) -> Response:
    """Shows the new address, this once."""
    token = await actions.start_feed(by=member)
    settings = request.app.state.settings
    return await _calendar(request, member, address=f"{settings.base_url}/calendar/{token}.ics")


async def end_feed(request: Request, member: Member) -> Response:
    mine = {feed.id: feed for feed in await feeds_of(member.id)}
    found = mine.get(request.path_params["feed"])
    if found is None:
        raise NotFound
    await actions.end_feed(found)
    return RedirectResponse(f"{address_of(member)}/calendar", 303)


async def feed_with_token(connection: HTTPConnection) -> CalendarFeed:
    """Whoever has the address, as long as the feed runs and its owner is in the space."""
    found = await CalendarFeed.get_or_none(
        fingerprint=fingerprint(connection.path_params["token"]),
        ended_at=None,
        member__left_at=None,
    ).select_related("member__account")
    if found is None:
        raise NotFound
    return found


async def read_feed(_request: Request, found: CalendarFeed) -> Response:
    """The next twelve months for a calendar program."""
    account = found.member.account
    plan = await plan_seen_by(found.member)
    dates = await upcoming(plan)
    content = feed(account.name, dates, zone_of(account), now().replace(microsecond=0))
    return Response(
        content, media_type="text/calendar", headers={"cache-control": "private, max-age=900"}
    )


async def _calendar(request: Request, member: Member, address: str = "") -> Response:
    plan = await plan_with((await plan_seen_by(member)).id)
    return page_response(
        request,
        "plans/calendar.html",
        occurrences=await occurrences_panel(plan),
        kept=await kept_months(plan),
        feeds=await feeds_of(member.id),
        address=address,
    )


async def _occurrence(request: Request, member: Member) -> Occurrence:
    key = request.path_params["occurrence"]
    for one in await upcoming(await plan_seen_by(member)):
        if one.key == key:
            return one
    raise NotFound


def _asked(member: Member, occurrence: Occurrence) -> dict[str, Any]:
    return {
        "space": member.account, "occurrence": occurrence, "today": today_of(member.account),
        "words": {}, "problems": {},
    }  # fmt: skip


_CALENDAR = "/spaces/{space}/plan/calendar"
_OCCURRENCE = f"{_CALENDAR}/occurrences/{{occurrence}}"
_FEEDS = f"{_CALENDAR}/feeds"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)
_POST = ("POST",)

routes = [
    page(_CALENDAR, show_calendar, access=_READ),
    page(_OCCURRENCE, show_occurrence, access=_READ),
    page(_OCCURRENCE, move_occurrence, access=_WRITE, methods=_POST),
    page(f"{_OCCURRENCE}/omission", omit_occurrence, access=_WRITE, methods=_POST),
    page(_FEEDS, start_feed, access=_READ, methods=_POST),
    page(f"{_FEEDS}/{{feed:uuid}}/ending", end_feed, access=_READ, methods=_POST),
    page("/calendar/{token}.ics", read_feed, access=feed_with_token),
]
