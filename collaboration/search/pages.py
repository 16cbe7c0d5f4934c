"""Search in one space."""

from starlette.requests import Request
from starlette.responses import Response

from collaboration.search.queries import MOST, found_by
from collaboration.search.rules import LONGEST, words_of
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import SIDES, Right, Role
from portal.routing import page
from portal.templating import page_response


async def show_found(request: Request, member: Member) -> Response:
    """What was found, by kind; without words to look for, the question alone."""
    asked = request.query_params.get("q", "")[:LONGEST].strip()
    words = words_of(asked)
    found = await found_by(member, words) if words else {}
    return page_response(
        request,
        "search/show.html",
        asked=asked,
        words=words,
        found=found,
        most=MOST,
        sides={str(role): str(side) for role, side in SIDES.items()},
        labels={str(role): role.label for role in Role},
    )


routes = [page("/spaces/{space}/search", show_found, access=may(Right.READ_SPACE))]
