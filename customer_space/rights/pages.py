"""One's data and one's rights: take it along, restrict it, object, be forgotten."""

from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from auth.access import signed_in
from auth.models import Person
from customer_space.preferences.consents import standing_of
from customer_space.rights.erasure.actions import (
    ask_for_erasure,
    open_request,
    withdraw_request,
)
from customer_space.rights.limits import (
    lift_objection,
    lift_restriction,
    object_to_marketing,
    restrict,
)
from customer_space.rights.models import RightUsed, Takeout
from customer_space.rights.taking_along.actions import ask_for_takeout
from customer_space.rights.taking_along.showing import rows_of, shown
from portal.clock import now
from portal.errors import Invalid, NotFound
from portal.forms import Form, asked_with, read
from portal.routing import page
from portal.templating import fragment, page_response, saved

HOME = "/me/rights"


class ErasureForm(Form):
    """One neutral confirmation."""

    sure: Annotated[Literal["on"] | None, Field()] = None


async def show_rights(request: Request, person: Person) -> Response:
    return page_response(
        request,
        "rights/show.html",
        person=person,
        takeouts=await _takeouts(person),
        objected_at=(await standing_of(person.id)).objected_at,
        erasure=await open_request(person.id),
        uses=await RightUsed.filter(person_id=person.id).order_by("-at").limit(20),
        problems={},
        words={},
    )


async def ask_for_copy(request: Request, person: Person) -> Response:
    await ask_for_takeout(person)
    return saved(request, await _takeouts(person), back_to=HOME)


async def show_takeouts(request: Request, person: Person) -> Response:
    """The list alone, for a page on which a copy is being made."""
    return saved(request, await _takeouts(person), back_to=HOME)


async def show_takeout(request: Request, person: Person) -> Response:
    """The copy to read and to print."""
    takeout = await _made(request, person)
    return page_response(
        request,
        "rights/takeout.html",
        person=person,
        takeout=takeout,
        shown=shown,
        rows_of=rows_of,
    )


async def download_takeout(request: Request, person: Person) -> Response:
    """The copy as JSON."""
    takeout = await _made(request, person)
    day = takeout.asked_at.strftime("%Y-%m-%d")
    return JSONResponse(
        takeout.content,
        headers={
            "content-disposition": f'attachment; filename="my-data-{day}.json"',
            "cache-control": "no-store",
        },
    )


async def restrict_use(request: Request, person: Person) -> Response:
    del request
    await restrict(person, by=person)
    return RedirectResponse(HOME, 303)


async def lift_own_restriction(request: Request, person: Person) -> Response:
    del request
    await lift_restriction(person, by=person)
    return RedirectResponse(HOME, 303)


async def object_to_it(request: Request, person: Person) -> Response:
    del request
    await object_to_marketing(person, by=person)
    return RedirectResponse(HOME, 303)


async def lift_own_objection(request: Request, person: Person) -> Response:
    del request
    await lift_objection(person, by=person)
    return RedirectResponse(HOME, 303)


async def ask_to_be_forgotten(request: Request, person: Person) -> Response:
    """Seven days to think it over, then it is done."""
    with asked_with("rights/_erasure_form.html"):
        form = await read(request, ErasureForm)
        if form.sure is None:
            raise Invalid({"sure": "Please say that you are certain."})
    await ask_for_erasure(person, by=person)
    return RedirectResponse(HOME, 303)


async def stay(request: Request, person: Person) -> Response:
    """Think better of it."""
    del request
    await withdraw_request(person)
    return RedirectResponse(HOME, 303)


async def _takeouts(person: Person) -> Markup:
    light: list[Any] = (
        await Takeout.filter(person_id=person.id, expires_at__gt=now())
        .order_by("-asked_at")
        .only("id", "state", "asked_at", "made_at", "expires_at", "parts", "parts_done")
    )
    return fragment("rights/_takeouts.html", takeouts=light)


async def _made(request: Request, person: Person) -> Takeout:
    found = await Takeout.get_or_none(
        id=request.path_params["takeout"], person_id=person.id, expires_at__gt=now()
    )
    if found is None or not found.is_made:
        raise NotFound
    return found


routes = [
    page("/me/rights", show_rights, access=signed_in),
    page("/me/takeouts", ask_for_copy, access=signed_in, methods=["POST"]),
    page("/me/takeouts", show_takeouts, access=signed_in),
    page("/me/takeouts/{takeout:uuid}", show_takeout, access=signed_in),
    page("/me/takeouts/{takeout:uuid}/my-data.json", download_takeout, access=signed_in),
    page("/me/restriction", restrict_use, access=signed_in, methods=["POST"]),
    page("/me/restriction/lift", lift_own_restriction, access=signed_in, methods=["POST"]),
    page("/me/objection", object_to_it, access=signed_in, methods=["POST"]),
    page("/me/objection/lift", lift_own_objection, access=signed_in, methods=["POST"]),
    page("/me/erasure", ask_to_be_forgotten, access=signed_in, methods=["POST"]),
    page("/me/erasure/withdrawal", stay, access=signed_in, methods=["POST"]),
]
