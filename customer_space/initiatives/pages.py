"""The board of initiatives, one initiative, and everything people can do to it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.initiatives import actions
from customer_space.initiatives.answers import address_of, back_to, form_page, found
from customer_space.initiatives.forms import NewForm, RevisionForm, SignatureForm, StanceForm
from customer_space.initiatives.models import Initiative, Stance
from customer_space.initiatives.panels import board, panels
from customer_space.initiatives.queries import initiative_shown, signers_of
from customer_space.plans.overtaken import asked_again_with, read_into
from portal.routing import page
from portal.templating import fragment, page_response, saved

TEXT_FORM = "initiatives/_text_form.html"
STANCE_FORM = "initiatives/_stance_form.html"
SIGNATURE_FORM = "initiatives/_signature_form.html"


async def show_board(request: Request, member: Member) -> Response:
    """All initiatives of the space, by where they stand."""
    return page_response(request, "initiatives/board.html", board=await board(member.account))


async def new_initiative(request: Request, member: Member) -> Response:
    return form_page(request, TEXT_FORM, _text_asked(member))


async def add_initiative(request: Request, member: Member) -> Response:
    with asked_again_with(TEXT_FORM, **_text_asked(member)) as words:
        form = await read_into(words, request, NewForm)
        made = await actions.start(form.text, proposed=form.state == "proposed", by=member)
    made.account = member.account
    return back_to(request, made)


async def show_initiative(request: Request, member: Member) -> Response:
    """One initiative: the text, where everybody stands, who signed, what was said and done."""
    initiative = await found(request, member)
    return page_response(
        request,
        "initiatives/show.html",
        initiative=initiative,
        stance_form=fragment(STANCE_FORM, **await _stance_asked(member, initiative)),
        panels=await panels(initiative),
    )


async def read_revision(request: Request, member: Member) -> Response:
    return form_page(request, TEXT_FORM, _text_asked(member, await found(request, member)))


async def revise_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(TEXT_FORM, **_text_asked(member, initiative)) as words:
        form = await read_into(words, request, RevisionForm)
        await actions.revise(initiative, form.text, version=form.version, by=member)
    return back_to(request, initiative)


async def propose_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    await actions.propose(initiative, by=member)
    return back_to(request, initiative)


async def take_stance(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(STANCE_FORM, **await _stance_asked(member, initiative)) as words:
        form = await read_into(words, request, StanceForm)
        await actions.take_stance(initiative, form.position, form.reason, by=member)
    initiative = await found(request, member)
    shown = await panels(initiative)
    again = fragment(STANCE_FORM, **await _stance_asked(member, initiative))
    others = (shown["text"], shown["stances"], shown["signing"])
    return saved(request, again, *others, back_to=address_of(initiative))


async def read_signature(request: Request, member: Member) -> Response:
    """The text as it would be signed, and who signs it."""
    asked = await _signature_asked(member, await found(request, member))
    return form_page(request, SIGNATURE_FORM, asked)


async def sign_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    with asked_again_with(SIGNATURE_FORM, **await _signature_asked(member, initiative)) as words:
        form = await read_into(words, request, SignatureForm)
        await actions.sign(initiative, form.content_hash, by=member)
    return back_to(request, initiative)


async def run_initiative(request: Request, member: Member) -> Response:
    initiative = await found(request, member)
    await actions.run(initiative, by=member)
    return back_to(request, initiative)


def _text_asked(member: Member, initiative: Initiative | None = None) -> dict[str, Any]:
    return {"space": member.account, "initiative": initiative, "words": {}, "problems": {}}


async def _stance_asked(member: Member, initiative: Initiative) -> dict[str, Any]:
    mine = await Stance.get_or_none(initiative_id=initiative.id, member_id=member.id)
    return _text_asked(member, initiative) | {"mine": mine}


async def _signature_asked(member: Member, initiative: Initiative) -> dict[str, Any]:
    shown = await initiative_shown(initiative)
    signs = member.may(Right.SIGN) and str(member.side) not in shown["signatures"]
    return shown | {
        "may_sign": signs and "signature" in shown["open"],
        "may_refuse": member.may(Right.SIGN) and "refusal" in shown["open"],
        "signers": await signers_of(member.account),
        "words": {},
        "problems": {},
    }


_ALL = "/spaces/{space}/initiatives"
_ONE = f"{_ALL}/{{initiative:uuid}}"
_READ, _WRITE, _SIGN = may(Right.READ_SPACE), may(Right.WRITE_SPACE), may(Right.SIGN)
_POST = ("POST",)

routes = [
    page(_ALL, show_board, access=_READ),
    page(f"{_ALL}/new", new_initiative, access=_WRITE),
    page(_ALL, add_initiative, access=_WRITE, methods=_POST),
    page(_ONE, show_initiative, access=_READ),
    page(f"{_ONE}/revision", read_revision, access=_WRITE),
    page(f"{_ONE}/revision", revise_initiative, access=_WRITE, methods=_POST),
    page(f"{_ONE}/proposal", propose_initiative, access=_WRITE, methods=_POST),
    page(f"{_ONE}/stance", take_stance, access=_WRITE, methods=_POST),
    page(f"{_ONE}/signature", read_signature, access=_READ),
    page(f"{_ONE}/signature", sign_initiative, access=_SIGN, methods=_POST),
    page(f"{_ONE}/run", run_initiative, access=_WRITE, methods=_POST),
]
