"""Steps that want words: declining, withdrawing, what was measured, and the verdict."""

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.initiatives import actions
from customer_space.initiatives.answers import back_to, form_page, found
from customer_space.initiatives.forms import MaybeReasonForm, ReasonForm, VerdictForm
from customer_space.initiatives.models import Initiative
from customer_space.plans.overtaken import asked_again_with, read_into
from portal.routing import page

STEP_FORM = "initiatives/_step_form.html"


class Asked(NamedTuple):
    """How a step is asked for; `choices` are triples of value, words and hint."""

    noun: str
    title: str
    lead: str
    label: str
    button: str
    required: bool = True
    choices: tuple[tuple[str, str, str], ...] = ()


REFUSAL = Asked(
    "refusal",
    "Decline this initiative",
    "You decline for your side. The reason is read by everyone here; a better proposal may follow.",
    "Why not",
    "Decline for your side",
)
WITHDRAWAL = Asked(
    "withdrawal",
    "Withdraw this initiative",
    "The side that proposed it can take it back until it is approved. The discussion stays.",
    "Why",
    "Withdraw it",
    required=False,
)
REVIEW = Asked(
    "review",
    "What was measured",
    "Write down what came out, beside what was expected. Both sides read the same figures.",
    "What came out",
    "Write it down",
)
VERDICT = Asked(
    "verdict",
    "Keep it, change it, or stop",
    "All three are good ends: what was learned is worth as much as what was won.",
    "What we learned",
    "Close the trial",
    choices=(
        ("adoption", "Adopt it", "It becomes how we work."),
        ("adaptation", "Adapt it", "A changed version is worth a new initiative."),
        ("stop", "Stop it", "It did not do what we expected."),
    ),
)


async def read_refusal(request: Request, member: Member) -> Response:
    return await _show(request, member, REFUSAL)


async def refuse_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(STEP_FORM, **_asked(initiative, REFUSAL)) as words:
        form = await read_into(words, request, ReasonForm)
        await actions.refuse(initiative, form.words, by=member)
    return back_to(request, initiative)


async def read_withdrawal(request: Request, member: Member) -> Response:
    return await _show(request, member, WITHDRAWAL)


async def withdraw_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(STEP_FORM, **_asked(initiative, WITHDRAWAL)) as words:
        form = await read_into(words, request, MaybeReasonForm)
        await actions.withdraw(initiative, form.words, by=member)
    return back_to(request, initiative)


async def read_review(request: Request, member: Member) -> Response:
    return await _show(request, member, REVIEW)


async def review_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(STEP_FORM, **_asked(initiative, REVIEW)) as words:
        form = await read_into(words, request, ReasonForm)
        await actions.review(initiative, form.words, by=member)
    return back_to(request, initiative)


async def read_verdict(request: Request, member: Member) -> Response:
    return await _show(request, member, VERDICT)


async def conclude_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(STEP_FORM, **_asked(initiative, VERDICT)) as words:
        form = await read_into(words, request, VerdictForm)
        await actions.conclude(initiative, form.verdict, form.words, by=member)
    return back_to(request, initiative)


async def _show(request: Request, member: Member, step: Asked) -> Response:
    return form_page(request, STEP_FORM, _asked(await found(request, member), step))


def _asked(initiative: Initiative, step: Asked) -> dict[str, Any]:
    return {
        "space": initiative.account,
        "initiative": initiative,
        "step": step,
        "words": {},
        "problems": {},
    }


_ONE = "/spaces/{space}/initiatives/{initiative:uuid}"
_WRITE, _SIGN = may(Right.WRITE_SPACE), may(Right.SIGN)
_POST = ("POST",)

routes = [
    page(f"{_ONE}/refusal", read_refusal, access=_SIGN),
    page(f"{_ONE}/refusal", refuse_initiative, access=_SIGN, methods=_POST),
    page(f"{_ONE}/withdrawal", read_withdrawal, access=_WRITE),
    page(f"{_ONE}/withdrawal", withdraw_initiative, access=_WRITE, methods=_POST),
    page(f"{_ONE}/review", read_review, access=_WRITE),
    page(f"{_ONE}/review", review_initiative, access=_WRITE, methods=_POST),
    page(f"{_ONE}/verdict", read_verdict, access=_WRITE),
    page(f"{_ONE}/verdict", conclude_initiative, access=_WRITE, methods=_POST),
]
