"""The plan's page, and the forms for its outcomes and commitments."""

from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.documents.models import Document
from customer_space.plans import actions
from customer_space.plans.access import commitment_of, outcome_of
from customer_space.plans.answers import address_of, form_done, form_page, panel_again, plan_seen_by
from customer_space.plans.forms import (
    CommitmentForm,
    CommitmentVersion,
    OutcomeForm,
    OutcomeVersion,
)
from customer_space.plans.models import Commitment, CommitmentState, DesiredOutcome
from customer_space.plans.overtaken import asked_again_with, read_into
from customer_space.plans.panels import commitments_panel, outcomes_panel, rhythm_panel
from customer_space.plans.queries import commitment_choices
from portal import forms
from portal.routing import page
from portal.templating import fragment, page_response

OUTCOME_FORM = "plans/_outcome_form.html"
COMMITMENT_FORM = "plans/_commitment_form.html"
FASTER = "Somebody was faster. This is how it stands now."


async def show_plan(request: Request, member: Member) -> Response:
    """The whole plan: text, outcomes, commitments, rhythm."""
    plan = await plan_seen_by(member)
    return page_response(
        request,
        "plans/show.html",
        document=await Document.get(id=plan.document_id).only("id", "html"),
        outcomes=await outcomes_panel(plan),
        commitments=await commitments_panel(plan),
        rhythm=await rhythm_panel(plan),
    )


async def new_outcome(request: Request, member: Member) -> Response:
    return form_page(request, fragment(OUTCOME_FORM, **_outcome_asked(member)))


async def add_outcome(request: Request, member: Member) -> Response:
    with asked_again_with(OUTCOME_FORM, **_outcome_asked(member)) as words:
        form = await read_into(words, request, OutcomeForm)
        await actions.add_outcome(form.written, by=member)
    return await _outcome_done(request, member)


async def edit_outcome(request: Request, member: Member) -> Response:
    outcome = await outcome_of(member, request.path_params["outcome"])
    return form_page(request, fragment(OUTCOME_FORM, **_outcome_asked(member, outcome)))


async def change_outcome(request: Request, member: Member) -> Response:
    outcome = await outcome_of(member, request.path_params["outcome"])
    with asked_again_with(OUTCOME_FORM, **_outcome_asked(member, outcome)) as words:
        form = await read_into(words, request, OutcomeVersion)
        await actions.edit_outcome(outcome, form.written, version=form.version, by=member)
    return await _outcome_done(request, member)


async def remove_outcome(request: Request, member: Member) -> Response:
    outcome = await outcome_of(member, request.path_params["outcome"])
    mine = await actions.remove_outcome(outcome, by=member)
    panel = await outcomes_panel(await plan_seen_by(member))
    undo = f"{address_of(member)}/outcomes/{outcome.id}/restoration"
    words = "The outcome is removed." if mine else FASTER
    return panel_again(request, member, panel, words=words, undo=undo if mine else "")


async def restore_outcome(request: Request, member: Member) -> Response:
    outcome = await outcome_of(member, request.path_params["outcome"])
    await actions.restore_outcome(outcome, by=member)
    return await _outcome_done(request, member)


class Position(forms.Form):
    """Where a row shall go."""

    direction: Literal["up", "down"]


async def move_outcome(request: Request, member: Member) -> Response:
    outcome = await outcome_of(member, request.path_params["outcome"])
    form = await forms.read(request, Position)
    await actions.move_outcome(outcome, up=form.direction == "up", by=member)
    return panel_again(request, member, await outcomes_panel(await plan_seen_by(member)))


async def new_commitment(request: Request, member: Member) -> Response:
    return form_page(request, fragment(COMMITMENT_FORM, **await _commitment_asked(member)))


async def add_commitment(request: Request, member: Member) -> Response:
    with asked_again_with(COMMITMENT_FORM, **await _commitment_asked(member)) as words:
        form = await read_into(words, request, CommitmentForm)
        await actions.add_commitment(form.written, by=member)
    return await _commitment_done(request, member)


async def edit_commitment(request: Request, member: Member) -> Response:
    commitment = await commitment_of(member, request.path_params["commitment"])
    asked = await _commitment_asked(member, commitment)
    return form_page(request, fragment(COMMITMENT_FORM, **asked))


async def change_commitment(request: Request, member: Member) -> Response:
    commitment = await commitment_of(member, request.path_params["commitment"])
    with asked_again_with(COMMITMENT_FORM, **await _commitment_asked(member, commitment)) as words:
        form = await read_into(words, request, CommitmentVersion)
        await actions.edit_commitment(commitment, form.written, version=form.version, by=member)
    return await _commitment_done(request, member)


async def complete_commitment(request: Request, member: Member) -> Response:
    return await _close(request, member, CommitmentState.DONE, "Done. Both sides see it.")


async def drop_commitment(request: Request, member: Member) -> Response:
    return await _close(request, member, CommitmentState.DROPPED, "Dropped. Nobody owes it now.")


async def reopen_commitment(request: Request, member: Member) -> Response:
    commitment = await commitment_of(member, request.path_params["commitment"])
    await actions.reopen_commitment(commitment, by=member)
    return await _commitment_done(request, member)


async def _close(request: Request, member: Member, state: CommitmentState, words: str) -> Response:
    commitment = await commitment_of(member, request.path_params["commitment"])
    mine = await actions.close_commitment(commitment, state, by=member)
    plan = await plan_seen_by(member)
    panel = await commitments_panel(plan)
    undo = f"{address_of(member)}/commitments/{commitment.id}/reopening"
    words, undo = (words, undo) if mine else (FASTER, "")
    beside = await outcomes_panel(plan)
    return panel_again(request, member, panel, beside, words=words, undo=undo)


async def _outcome_done(request: Request, member: Member) -> Response:
    panel = await outcomes_panel(await plan_seen_by(member))
    return form_done(request, member, panel, place="outcome_form")


async def _commitment_done(request: Request, member: Member) -> Response:
    plan = await plan_seen_by(member)
    panels = await commitments_panel(plan), await outcomes_panel(plan)
    return form_done(request, member, *panels, place="commitment_form")


def _outcome_asked(member: Member, outcome: DesiredOutcome | None = None) -> dict[str, Any]:
    return {"space": member.account, "outcome": outcome, "words": {}, "problems": {}}


async def _commitment_asked(member: Member, commitment: Commitment | None = None) -> dict[str, Any]:
    choices = await commitment_choices(member.account)
    return choices | {
        "space": member.account,
        "commitment": commitment,
        "words": {},
        "problems": {},
    }


_PLAN = "/spaces/{space}/plan"
_OUTCOME = f"{_PLAN}/outcomes/{{outcome:uuid}}"
_COMMITMENT = f"{_PLAN}/commitments/{{commitment:uuid}}"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)
_POST = ("POST",)

routes = [
    page(_PLAN, show_plan, access=_READ),
    page(f"{_PLAN}/outcomes/new", new_outcome, access=_WRITE),
    page(f"{_PLAN}/outcomes", add_outcome, access=_WRITE, methods=_POST),
    page(_OUTCOME, edit_outcome, access=_WRITE),
    page(_OUTCOME, change_outcome, access=_WRITE, methods=_POST),
    page(f"{_OUTCOME}/removal", remove_outcome, access=_WRITE, methods=_POST),
    page(f"{_OUTCOME}/restoration", restore_outcome, access=_WRITE, methods=_POST),
    page(f"{_OUTCOME}/position", move_outcome, access=_WRITE, methods=_POST),
    page(f"{_PLAN}/commitments/new", new_commitment, access=_WRITE),
    page(f"{_PLAN}/commitments", add_commitment, access=_WRITE, methods=_POST),
    page(_COMMITMENT, edit_commitment, access=_WRITE),
    page(_COMMITMENT, change_commitment, access=_WRITE, methods=_POST),
    page(f"{_COMMITMENT}/completion", complete_commitment, access=_WRITE, methods=_POST),
    page(f"{_COMMITMENT}/waiver", drop_commitment, access=_WRITE, methods=_POST),
    page(f"{_COMMITMENT}/reopening", reopen_commitment, access=_WRITE, methods=_POST),
]
