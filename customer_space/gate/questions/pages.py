"""A rep puts a question; the customer answers yes or no with equal ease."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.gate.keys import keys_of_request
from customer_space.gate.outreach import asked_of
from customer_space.gate.outreach_forms import QuestionForm
from customer_space.gate.questions import actions
from portal.forms import Form, Line, read
from portal.routing import page
from portal.templating import templates


class Said(StrEnum):
    YES = "yes"
    NO = "no"


class AskForm(QuestionForm):
    words: Line
    days: Annotated[int, Field(ge=1, le=14)] = 3


class AnswerForm(Form):
    answer: Said


async def put_question(request: Request, member: Member) -> Response:
    form = await read(request, AskForm)
    asked = await asked_of(form, member)
    until = asked.at + timedelta(days=form.days)
    await actions.put_question(asked, form.words, until, by=member, keys=keys_of_request(request))
    return _back("gate.show_outreach", member)


async def answer_question(request: Request, member: Member) -> Response:
    form = await read(request, AnswerForm)
    await actions.answer_question(
        request.path_params["question"], yes=form.answer is Said.YES, by=member
    )
    return _back("gate.show_contact", member)


def _back(name: str, member: Member) -> Response:
    path_for: Any = templates.globals["path_for"]
    return RedirectResponse(path_for(name, space=member.account.slug), 303)


routes = [
    page(
        "/spaces/{space}/outreach/questions",
        put_question,
        access=may(Right.ASK_GATE),
        methods=["POST"],
    ),
    page(
        "/spaces/{space}/contact/questions/{question:uuid}/answer",
        answer_question,
        access=may(Right.SET_OWN_CONTACT),
        methods=["POST"],
    ),
]
