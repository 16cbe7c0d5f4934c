"""The history of the plan's text: who wrote when, what changed, and the way back."""

from typing import Any
from zoneinfo import ZoneInfo

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.documents import history
from customer_space.documents.models import Reason, Revision
from customer_space.documents.restoration import restore
from customer_space.plans.answers import address_of, plan_seen_by
from customer_space.plans.queries import zone_of
from portal.routing import page
from portal.templating import page_response

WROTE = {
    Reason.START: "The text was begun",
    Reason.QUIET: "Written",
    Reason.SIGNATURE: "As it read when {by} signed the rhythm",
    Reason.RESTORE: "{by} brought an earlier text back",
}


async def show_history(request: Request, member: Member) -> Response:
    """The revisions, the latest first; `?before=` one of them shows the older."""
    document_id = (await plan_seen_by(member)).document_id
    until = request.query_params.get("before")
    start = await history.revision_of(document_id, until) if until else None
    revisions, older = await history.revisions_of(document_id, start)
    zone = zone_of(member.account)
    return page_response(
        request,
        "plans/history.html",
        revisions=revisions,
        words=words_of,
        older=revisions[-1].id if older else None,
        choices=[(str(one.id), _label(one, zone)) for one in revisions],
    )


async def compare_revisions(request: Request, member: Member) -> Response:
    """What was added and removed between any two: `?earlier=…&later=…`, in whichever order."""
    document_id = (await plan_seen_by(member)).document_id
    asked = (request.query_params.get(name, "") for name in ("earlier", "later"))
    both = [await history.revision_of(document_id, each) for each in asked]
    earlier, later = sorted(both, key=lambda one: (one.number, one.id))
    return await _compared(request, earlier, later)


async def show_revision(request: Request, member: Member) -> Response:
    """The text as it was then."""
    revision = await _revision(request, member)
    return page_response(request, "plans/revision.html", revision=revision, words=words_of)


async def show_revision_change(request: Request, member: Member) -> Response:
    """What a revision changed in the one before it."""
    revision = await _revision(request, member)
    return await _compared(request, await history.before(revision), revision)


async def restore_revision(request: Request, member: Member) -> Response:
    """Let the plan read like this again."""
    await restore(await _revision(request, member), by=member)
    return RedirectResponse(f"{address_of(member)}/history", 303)


def words_of(revision: Revision) -> str:
    """What happened, in a few words."""
    return WROTE[revision.reason].format(by=revision.by.name if revision.by else "somebody")


async def _revision(request: Request, member: Member) -> Revision:
    plan = await plan_seen_by(member)
    return await history.revision_of(plan.document_id, request.path_params["revision"])


async def _compared(request: Request, earlier: Revision | None, later: Revision) -> Response:
    stretches = await run_sync(history.difference, earlier, later)
    context: dict[str, Any] = {"earlier": earlier, "later": later, "words": words_of}
    return page_response(request, "plans/comparison.html", stretches=stretches, **context)


def _label(revision: Revision, zone: ZoneInfo) -> str:
    names = ", ".join(author.name for author in revision.authors) or words_of(revision)
    return f"{revision.at.astimezone(zone):%-d %B %Y, %H:%M} · {names}"


_HISTORY = "/spaces/{space}/plan/history"
_REVISION = f"{_HISTORY}/{{revision:uuid}}"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)

routes = [
    page(_HISTORY, show_history, access=_READ),
    page(f"{_HISTORY}/comparison", compare_revisions, access=_READ),
    page(_REVISION, show_revision, access=_READ),
    page(f"{_REVISION}/change", show_revision_change, access=_READ),
    page(f"{_REVISION}/restoration", restore_revision, access=_WRITE, methods=("POST",)),
]
