"""The forms of the contact rhythm, and the page where it is signed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.plans import rhythm
from customer_space.plans.access import rhythm_item_of
from customer_space.plans.answers import address_of, form_done, form_page, panel_again, plan_seen_by
from customer_space.plans.forms import RhythmForm, RhythmVersion, SignatureForm
from customer_space.plans.models import RhythmItem
from customer_space.plans.overtaken import asked_again_with, read_into
from customer_space.plans.panels import rhythm_panel
from customer_space.plans.queries import people_of, rhythm_shown, signers_of, topics_known
from portal.errors import Invalid
from portal.routing import page
from portal.templating import fragment, page_response

RHYTHM_FORM = "plans/_rhythm_form.html"
SIGNATURE_FORM = "plans/_rhythm_signature.html"


async def new_rhythm_item(request: Request, member: Member) -> Response:
    return form_page(request, fragment(RHYTHM_FORM, **await _asked(member)))


async def add_rhythm_item(request: Request, member: Member) -> Response:
    with asked_again_with(RHYTHM_FORM, **await _asked(member)) as words:
        form = await read_into(words, request, RhythmForm)
        await _check_topic(form.topic)
        await rhythm.add_item(form.written, by=member)
    return await _done(request, member)


async def edit_rhythm_item(request: Request, member: Member) -> Response:
    item = await rhythm_item_of(member, request.path_params["item"])
    return form_page(request, fragment(RHYTHM_FORM, **await _asked(member, item)))


async def change_rhythm_item(request: Request, member: Member) -> Response:
    item = await rhythm_item_of(member, request.path_params["item"])
    with asked_again_with(RHYTHM_FORM, **await _asked(member, item)) as words:
        form = await read_into(words, request, RhythmVersion)
        if form.topic != item.topic:
            await _check_topic(form.topic)
        await rhythm.edit_item(item, form.written, version=form.version, by=member)
    return await _done(request, member)


async def remove_rhythm_item(request: Request, member: Member) -> Response:
    item = await rhythm_item_of(member, request.path_params["item"])
    mine = await rhythm.remove_item(item, by=member)
    panel = await rhythm_panel(await plan_seen_by(member))
    undo = f"{address_of(member)}/rhythm/{item.id}/restoration"
    words = "The line is removed." if mine else "Somebody removed this line already."
    return panel_again(request, member, panel, words=words, undo=undo if mine else "")


async def restore_rhythm_item(request: Request, member: Member) -> Response:
    item = await rhythm_item_of(member, request.path_params["item"])
    await rhythm.restore_item(item, by=member)
    return await _done(request, member)


async def read_rhythm_signature(request: Request, member: Member) -> Response:
    """The rhythm as it would be signed, and who signs it."""
    return page_response(
        request, "plans/form.html", form=fragment(SIGNATURE_FORM, **await _signature_asked(member))
    )


async def sign_rhythm(request: Request, member: Member) -> Response:
    with asked_again_with(SIGNATURE_FORM, **await _signature_asked(member)) as words:
        form = await read_into(words, request, SignatureForm)
        await rhythm.sign(form.content_hash, by=member)
    return await _done(request, member)


async def _done(request: Request, member: Member) -> Response:
    panel = await rhythm_panel(await plan_seen_by(member))
    return form_done(request, member, panel, place="rhythm_form")


async def _check_topic(topic: str) -> None:
    if topic and topic not in dict(await topics_known()):
        raise Invalid(
            {"topic": "Please choose one of the topics: a line about others binds nobody."}
        )


async def _asked(member: Member, item: RhythmItem | None = None) -> dict[str, Any]:
    return {
        "space": member.account, "item": item, "people": await people_of(member.account),
        "topics": await topics_known(),
        "words": {}, "problems": {},
    }  # fmt: skip


async def _signature_asked(member: Member) -> dict[str, Any]:
    shown = await rhythm_shown(await plan_seen_by(member))
    return shown | {
        "signers": await signers_of(member.account),
        "may_sign": member.may(Right.SIGN) and str(member.side) not in shown["signatures"],
        "words": {},
        "problems": {},
    }


_RHYTHM = "/spaces/{space}/plan/rhythm"
_ITEM = f"{_RHYTHM}/{{item:uuid}}"
_READ, _WRITE, _SIGN = may(Right.READ_SPACE), may(Right.WRITE_SPACE), may(Right.SIGN)
_POST = ("POST",)

routes = [
    page(f"{_RHYTHM}/new", new_rhythm_item, access=_WRITE),
    page(_RHYTHM, add_rhythm_item, access=_WRITE, methods=_POST),
    page(f"{_RHYTHM}/signature", read_rhythm_signature, access=_READ),
    page(f"{_RHYTHM}/signature", sign_rhythm, access=_SIGN, methods=_POST),
    page(_ITEM, edit_rhythm_item, access=_WRITE),
    page(_ITEM, change_rhythm_item, access=_WRITE, methods=_POST),
    page(f"{_ITEM}/removal", remove_rhythm_item, access=_WRITE, methods=_POST),
    page(f"{_ITEM}/restoration", restore_rhythm_item, access=_WRITE, methods=_POST),
]
