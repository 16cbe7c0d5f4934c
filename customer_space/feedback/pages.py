"""Feedback of a space: the list, one of it, and what each side can do about it."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.feedback import actions
from customer_space.feedback.access import feedback_of
from customer_space.feedback.models import Feedback
from customer_space.feedback.panels import list_panel, panels
from customer_space.plans.overtaken import asked_again_with, read_into
from portal.forms import Form, Paragraphs
from portal.routing import page
from portal.templating import done, fragment, page_response

FORM = "feedback/_words_form.html"
GIVING = {
    "title": "Give feedback",
    "label": "What went well, or what should be different?",
    "hint": "Both sides read it. Somebody of the other side takes it up and answers; "
    "you say whether that settled it.",
    "submit": "Give it",
}
ANSWERING = {
    "title": "Answer",
    "label": "What came of it?",
    "hint": "What was found, what was changed, or why nothing is.",
    "submit": "Answer",
}
REOPENING = {
    "title": "Open again",
    "label": "What is missing?",
    "hint": "The other side reads this beside its answer.",
    "submit": "Open it again",
}


class WordsForm(Form):
    """Words about working together."""

    words: Annotated[Paragraphs, Field(max_length=Feedback.LONGEST)]


async def show_list(request: Request, member: Member) -> Response:
    """All feedback of the space."""
    return page_response(request, "feedback/list.html", list=await list_panel(member.account))


async def new_feedback(request: Request, member: Member) -> Response:
    return _form_page(request, member, GIVING, "")


async def give_feedback(request: Request, member: Member) -> Response:
    with asked_again_with(FORM, **_asked(member, GIVING, "")) as words:
        form = await read_into(words, request, WordsForm)
        made = await actions.give(form.words, by=member)
    return done(request, back_to=_address(member, made))


async def show_feedback(request: Request, member: Member) -> Response:
    """One piece of feedback, what was said about it, and what happened."""
    feedback = await _found(request, member)
    shown, history = await panels(feedback)
    return page_response(
        request, "feedback/show.html", feedback=feedback, panel=shown, history=history
    )


async def take_feedback(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    await actions.take(feedback, by=member)
    return done(request, back_to=_address(member, feedback))


async def read_answer(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    return _form_page(request, member, ANSWERING, f"/{feedback.id}/answer", feedback)


async def answer_feedback(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    asked = _asked(member, ANSWERING, f"/{feedback.id}/answer", feedback)
    with asked_again_with(FORM, **asked) as words:
        form = await read_into(words, request, WordsForm)
        await actions.answer(feedback, form.words, by=member)
    return done(request, back_to=_address(member, feedback))


async def confirm_feedback(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    await actions.confirm(feedback, by=member)
    return done(request, back_to=_address(member, feedback))


async def read_reopening(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    return _form_page(request, member, REOPENING, f"/{feedback.id}/reopening", feedback)


async def reopen_feedback(request: Request, member: Member) -> Response:
    feedback = await _found(request, member)
    asked = _asked(member, REOPENING, f"/{feedback.id}/reopening", feedback)
    with asked_again_with(FORM, **asked) as words:
        form = await read_into(words, request, WordsForm)
        await actions.reopen(feedback, form.words, by=member)
    return done(request, back_to=_address(member, feedback))


async def _found(request: Request, member: Member) -> Feedback:
    return await feedback_of(member, request.path_params["feedback"])


def _form_page(
    request: Request,
    member: Member,
    asking: dict[str, str],
    path: str,
    feedback: Feedback | None = None,
) -> Response:
    """A form on a page of its own: nobody's words can be pushed away there."""
    asked = _asked(member, asking, path, feedback)
    return page_response(
        request,
        "feedback/form.html",
        form=fragment(FORM, words={}, problems={}, **asked),
        title=asking["title"],
    )


def _asked(
    member: Member, asking: dict[str, str], path: str, feedback: Feedback | None = None
) -> dict[str, Any]:
    return {
        "action": f"/spaces/{member.account.slug}/feedback{path}",
        "feedback": feedback,
        "asking": asking,
        "longest": Feedback.LONGEST,
    }


def _address(member: Member, feedback: Feedback) -> str:
    return f"/spaces/{member.account.slug}/feedback/{feedback.id}"


_ALL = "/spaces/{space}/feedback"
_ONE = f"{_ALL}/{{feedback:uuid}}"
_READ, _WRITE = may(Right.READ_SPACE), may(Right.WRITE_SPACE)
_POST = ("POST",)

routes = [
    page(_ALL, show_list, access=_READ),
    page(f"{_ALL}/new", new_feedback, access=_WRITE),
    page(_ALL, give_feedback, access=_WRITE, methods=_POST),
    page(_ONE, show_feedback, access=_READ),
    page(f"{_ONE}/taking", take_feedback, access=_WRITE, methods=_POST),
    page(f"{_ONE}/answer", read_answer, access=_WRITE),
    page(f"{_ONE}/answer", answer_feedback, access=_WRITE, methods=_POST),
    page(f"{_ONE}/confirmation", confirm_feedback, access=_WRITE, methods=_POST),
    page(f"{_ONE}/reopening", read_reopening, access=_WRITE),
    page(f"{_ONE}/reopening", reopen_feedback, access=_WRITE, methods=_POST),
]
