"""The receipt of one contact, for whoever holds its mail, and the word back."""

from starlette.requests import Request
from starlette.responses import Response

from customer_space.gate.receipts.actions import answer_receipt
from customer_space.gate.receipts.models import Feedback
from customer_space.gate.receipts.queries import receipt_of
from customer_space.gate.unsubscribe.access import Link, with_contact_token
from portal.forms import Form, read
from portal.routing import page
from portal.templating import page_response

ANSWERS = {
    Feedback.FINE: ("Fine", "Thank you. Nothing changes."),
    Feedback.TOO_MUCH: ("Less of this", "From now on at most one such e-mail a month."),
    Feedback.OTHER_CHANNEL: ("Another way", "No more such e-mails; it waits in the portal."),
    Feedback.OTHER_TIME: (
        "Another time",
        "We have noted it. The hours that suit you are yours to set on your contact page.",
    ),
    Feedback.WRONG_PERSON: ("Wrong person", "We are sorry. No more such e-mails come to you."),
    Feedback.STOP: ("Stop", "No more such e-mails, as of now."),
}
"""What each button says, and what it did."""


class AnswerForm(Form):
    feedback: Feedback


async def show_receipt(request: Request, link: Link) -> Response:
    """Looking changes nothing, not even that somebody looked."""
    return await _page(request, link)


async def answer(request: Request, link: Link) -> Response:
    """Do what the button says, and say on the same page that it was done."""
    form = await read(request, AnswerForm)
    await receipt_of(link)
    await answer_receipt(form.feedback, by=link)
    return await _page(request, link, said=ANSWERS[form.feedback][1])


async def _page(request: Request, link: Link, *, said: str = "") -> Response:
    return page_response(
        request,
        "receipts/show.html",
        link=link,
        receipt=await receipt_of(link),
        answers=[(feedback.value, words) for feedback, (words, _) in ANSWERS.items()],
        said=said,
        viewer=None,
    )


routes = [
    page("/r/{token}", show_receipt, access=with_contact_token),
    page("/r/{token}", answer, access=with_contact_token, methods=["POST"]),
]
