"""How may we contact you: one's own wishes, what they would have meant, and what happened."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.gate.keys import keys_of_request
from customer_space.gate.preview import in_words, preview
from customer_space.gate.questions.queries import open_questions
from customer_space.gate.timeline import timeline_of
from customer_space.preferences.forms import EMPTY, WishForm
from customer_space.preferences.pages import form_context, wishes_fragment
from customer_space.preferences.queries import classes_of_topics, topics
from customer_space.preferences.sentences import meaning, sentence
from portal.errors import Invalid
from portal.forms import parsed
from portal.routing import page
from portal.templating import fragment, page_response


async def show_contact(request: Request, member: Member) -> Response:
    """The page of one's own; nobody sees anybody else's."""
    context = await form_context(member)
    return page_response(
        request,
        "gate/contact.html",
        wishes=await wishes_fragment(member),
        timeline=await _timeline(member),
        company=request.app.state.settings.own_company,
        catalogue=[topic for topic in await topics() if topic.is_public],
        words=EMPTY,
        problems={},
        **context,
    )


async def show_timeline(request: Request, member: Member) -> Response:
    """The timeline alone, for a page that heard there is something new."""
    del request
    return HTMLResponse(await _timeline(member))


async def show_preview(request: Request, member: Member) -> Response:
    """What the sentence in the form would mean, and what it would have meant."""
    query = request.query_params
    words = {name.removesuffix("[]"): query.getlist(name) for name in query}
    instead_of = _wish(words.pop("wish", []))
    plain = {n: v if n in {"channels", "topics", "days"} else v[-1] for n, v in words.items()}
    keys = keys_of_request(request)
    try:
        wish = parsed(plain, WishForm).wish() if plain else None
    except Invalid as refused:
        return HTMLResponse(fragment("gate/_preview.html", words="", meaning=refused.sentence,
                                     sentences=[]))  # fmt: skip
    classes = await classes_of_topics()
    if wish is not None and wish.topics - classes.keys():
        raise Invalid({"topics": "There is no such topic."})
    titles = {topic.key: topic.title for topic in await topics()}
    found = await preview(member.person_id, keys, wish=wish, instead_of=instead_of)
    return HTMLResponse(
        fragment(
            "gate/_preview.html",
            words=sentence(wish, titles) if wish else "",
            meaning=meaning(wish, classes) if wish else "",
            sentences=in_words(found),
        )
    )


def _wish(named: list[str]) -> UUID | None:
    try:
        return UUID(named[0]) if named else None
    except ValueError:
        return None


async def _timeline(member: Member) -> Any:
    return fragment(
        "gate/_timeline.html",
        timeline=await timeline_of(member.person_id),
        questions=await open_questions(member.person_id),
    )


_ACCESS = may(Right.SET_OWN_CONTACT)

routes = [
    page("/spaces/{space}/contact", show_contact, access=_ACCESS),
    page("/spaces/{space}/contact/timeline", show_timeline, access=_ACCESS),
    page("/spaces/{space}/contact/preview", show_preview, access=_ACCESS),
]
