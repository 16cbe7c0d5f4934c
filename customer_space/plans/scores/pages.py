"""How far an outcome is reached, as both sides see it: the course over time, and one's own view."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.plans.access import outcome_of
from customer_space.plans.answers import address_of
from customer_space.plans.models import DesiredOutcome
from customer_space.plans.overtaken import asked_again_with, read_into
from customer_space.plans.queries import zone_of
from customer_space.plans.scores.actions import ScoreWords, score
from customer_space.plans.scores.models import LEAST, MOST
from customer_space.plans.scores.queries import course, scores_of
from portal.forms import Form, Line
from portal.routing import page
from portal.templating import fragment, page_response

FORM = "plans/_score_form.html"


class ScoreForm(Form):
    """One side's view of an outcome."""

    value: Annotated[int, Field(ge=LEAST, le=MOST)]
    measured: Annotated[str, Field(max_length=60)] | Line = ""
    note: Annotated[str, Field(max_length=0)] | Line = ""


async def show_scores(request: Request, member: Member) -> Response:
    """The course of one outcome, and the form for one's own view."""
    outcome = await outcome_of(member, request.path_params["outcome"])
    scores = await scores_of(outcome)
    form = fragment(FORM, **_asked(member, outcome)) if not outcome.removed_at else ""
    return page_response(
        request,
        "plans/scores.html",
        outcome=outcome,
        scores=scores,
        course=course(scores, zone_of(member.account)),
        form=form,
    )


async def add_score(request: Request, member: Member) -> Response:
    """Say how far it is reached."""
    outcome = await outcome_of(member, request.path_params["outcome"])
    with asked_again_with(FORM, **_asked(member, outcome)) as words:
        form = await read_into(words, request, ScoreForm)
        await score(outcome, ScoreWords(form.value, form.measured, form.note), by=member)
    return RedirectResponse(f"{address_of(member)}/outcomes/{outcome.id}/scores", 303)


def _asked(member: Member, outcome: DesiredOutcome) -> dict[str, Any]:
    return {"space": member.account, "outcome": outcome, "words": {}, "problems": {}}


_SCORES = "/spaces/{space}/plan/outcomes/{outcome:uuid}/scores"

routes = [
    page(_SCORES, show_scores, access=may(Right.READ_SPACE)),
    page(_SCORES, add_score, access=may(Right.WRITE_SPACE), methods=("POST",)),
]
