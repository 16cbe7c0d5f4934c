"""What the pages of initiatives share: the one in the path, its form pages, and the way back."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.models import Member
from customer_space.initiatives.access import initiative_of
from customer_space.initiatives.models import Initiative
from portal.templating import done, fragment, page_response


async def found(request: Request, member: Member) -> Initiative:
    """The initiative in the path, with what its panels need."""
    initiative = await initiative_of(member, request.path_params["initiative"])
    initiative.account = member.account
    return initiative


def form_page(request: Request, template: str, asked: dict[str, Any]) -> Response:
    """A form on a page of its own: nobody's words can be pushed away there."""
    return page_response(request, "initiatives/form.html", form=fragment(template, **asked))


def back_to(request: Request, initiative: Initiative) -> Response:
    """To the initiative, after a form has done its work."""
    return done(request, back_to=address_of(initiative))


def address_of(initiative: Initiative) -> str:
    """Where an initiative is; its account has to be loaded."""
    return f"/spaces/{initiative.account.slug}/initiatives/{initiative.id}"
