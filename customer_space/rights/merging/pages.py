"""People, for administrators: find somebody, see likely doubles side by side, merge, forget."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.access import admin
from auth.models import Person
from customer_space.gate.keys import keys_of_request
from customer_space.rights.erasure.actions import ask_for_erasure, open_request
from customer_space.rights.limits import lift_restriction, restrict
from customer_space.rights.merging.actions import merge, unmerge
from customer_space.rights.merging.queries import held_of, likely_doubles, people_called
from customer_space.rights.models import Merge, RightUsed
from portal.errors import Invalid, NotFound
from portal.forms import Form, asked_with, read
from portal.routing import page
from portal.templating import page_response, templates

MERGES_SHOWN = 30


class SureForm(Form):
    sure: Annotated[Literal["on"] | None, Field()] = None


async def show_people(request: Request, _admin: Person) -> Response:
    words = request.query_params.get("q", "").strip()[:200]
    merges = Merge.all().order_by("-merged_at").limit(MERGES_SHOWN)
    return page_response(
        request,
        "rights/people.html",
        sought=words,
        people=await people_called(words),
        pairs=await likely_doubles(),
        merges=await merges.select_related("kept", "gone", "merged_by"),
    )


async def show_person(request: Request, _admin: Person) -> Response:
    """One person's record, as far as an administrator needs it: nothing they said or wrote."""
    person = await _person(request.path_params["person"])
    return page_response(
        request,
        "rights/person.html",
        person=person,
        pairs=await likely_doubles(person.id),
        erasure=await open_request(person.id),
        uses=await RightUsed.filter(person_id=person.id).order_by("-at").limit(20),
        problems={},
        words={},
    )


async def show_pair(request: Request, _admin: Person) -> Response:
    """Two records side by side, and what would become of them."""
    kept, gone = request.path_params["kept"], request.path_params["gone"]
    sides = await held_of(kept, gone)
    if sides is None or kept == gone:
        raise NotFound
    return page_response(request, "rights/pair.html", kept=sides[0], gone=sides[1])


async def merge_pair(request: Request, person: Person) -> Response:
    kept, gone = request.path_params["kept"], request.path_params["gone"]
    await merge(kept, gone, by=person, keys=keys_of_request(request))
    return _to("merging.show_person", person=kept)


async def undo_merge(request: Request, person: Person) -> Response:
    undone = await unmerge(request.path_params["merge"], by=person)
    return _to("merging.show_person", person=undone.kept_id)


async def forget_person(request: Request, admin_: Person) -> Response:
    """At once: the person asked in another way, and cannot be made to wait."""
    person = await _person(request.path_params["person"])
    with asked_with("rights/_forget_form.html", person=person):
        if (await read(request, SureForm)).sure is None:
            raise Invalid({"sure": "Please say that you are certain."})
    await ask_for_erasure(person, by=admin_, at_once=True)
    return _to("merging.show_person", person=person.id)


async def restrict_person(request: Request, admin_: Person) -> Response:
    person = await _person(request.path_params["person"])
    await restrict(person, by=admin_)
    return _to("merging.show_person", person=person.id)


async def lift_persons_restriction(request: Request, admin_: Person) -> Response:
    person = await _person(request.path_params["person"])
    await lift_restriction(person, by=admin_)
    return _to("merging.show_person", person=person.id)


async def _person(person_id: UUID) -> Person:
    found = await Person.get_or_none(id=person_id)
    if found is None:
        raise NotFound
    return found


def _to(name: str, **parameters: UUID) -> Response:
    path_for = templates.globals["path_for"]
    return RedirectResponse(str(path_for(name, **parameters)), 303)  # type: ignore[operator]


_PAIR = "/admin/people/{kept:uuid}/doubles/{gone:uuid}"
_PERSON = "/admin/people/{person:uuid}"

routes = [
    page("/admin/people", show_people, access=admin),
    page(_PERSON, show_person, access=admin),
    page(f"{_PERSON}/erasure", forget_person, access=admin, methods=["POST"]),
    page(f"{_PERSON}/restriction", restrict_person, access=admin, methods=["POST"]),
    page(f"{_PERSON}/restriction/lift", lift_persons_restriction, access=admin, methods=["POST"]),
    page(_PAIR, show_pair, access=admin),
    page(f"{_PAIR}/merge", merge_pair, access=admin, methods=["POST"]),
    page("/admin/merges/{merge:uuid}/undoing", undo_merge, access=admin, methods=["POST"]),
]
