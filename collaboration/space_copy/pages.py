"""A space to take along: for those who sign for their side."""

import asyncio
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from collaboration.leaving import LEAVING
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.preferences.locks import lock_person
from customer_space.rights.models import RightUsed, Use
from customer_space.rights.space_copy.files import files_of, zipped
from portal.clock import now
from portal.database import transaction
from portal.errors import TooMany
from portal.routing import page
from portal.templating import page_response

PER_HOUR = 5


async def show_copy(request: Request, member: Member) -> Response:
    """What a copy holds, and the button."""
    return page_response(request, "space_copy/show.html", **member.layout)


@transaction
async def note_copy(member: Member) -> None:
    """Keep that somebody took the space along.

    Raises:
        TooMany: after five in an hour.
    """
    await lock_person(member.person_id)
    lately = RightUsed.filter(
        person_id=member.person_id, use=Use.SPACE_COPY, at__gt=now() - timedelta(hours=1)
    )
    if await lately.count() >= PER_HOUR:
        raise TooMany(3600, "You have taken five copies in an hour. Please come back later.")
    await RightUsed.note(member.person, Use.SPACE_COPY, by=member.person)


async def take_copy(_request: Request, member: Member) -> Response:
    await note_copy(member)
    files = await files_of(member.account, member.side, LEAVING.files)
    name = f"{member.account.slug}-{now():%Y-%m-%d}.zip"
    return Response(
        await asyncio.to_thread(zipped, files),
        media_type="application/zip",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


_ACCESS = may(Right.SIGN)

routes = [
    page("/spaces/{space}/copy", show_copy, access=_ACCESS),
    page("/spaces/{space}/copy", take_copy, access=_ACCESS, methods=["POST"]),
]
