"""Outreach: a rep asks before reaching out, reads why, and acts with the gate's leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.models import Person
from customer_space.accounts.access import may
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right, Role, Side
from customer_space.gate import actions
from customer_space.gate.actions import Answer, Happened
from customer_space.gate.keys import keys_of_request
from customer_space.gate.letters import address_of, write_letter
from customer_space.gate.marks import Post
from customer_space.gate.models import Reservation, ReservationState
from customer_space.gate.outreach_forms import (
    OUTCOMES,
    WAYS,
    LetterForm,
    OutcomeForm,
    QuestionForm,
)
from customer_space.gate.questions.queries import asked_by
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import CHANNELS, Channel
from customer_space.gate.words import when
from customer_space.preferences.queries import public_topics
from portal.clock import now
from portal.errors import Invalid, NotFound
from portal.forms import parsed, read
from portal.letters import Stationery
from portal.routing import page
from portal.settings import Settings
from portal.templating import page_response, templates


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it."""

    answer: Answer
    person: Person
    question: Mapping[str, Any]

    @property
    def outcome(self) -> str:
        return self.answer.weighed.verdict.outcome.value

    @property
    def words(self) -> dict[str, str]:
        return self.answer.weighed.told

    @property
    def at_person(self) -> str:
        """The asked instant, on the recipient's clock."""
        weighed = self.answer.weighed
        zones = weighed.verdict.zones
        return when(weighed.asked.at, zones[0] if zones else "UTC", weighed.by.locale or "en")


async def show_outreach(request: Request, member: Member) -> Response:
    """The question, and the gate's answer if one was asked. Looking writes nothing."""
    query = dict(request.query_params)
    if not query:
        return await _page(request, member)
    try:
        form = parsed(query, QuestionForm)
    except Invalid as refused:
        return await _page(request, member, words=query, problems=refused.problems, status=422)
    asked = await asked_of(form, member)
    answer = await actions.simulate(asked, by=Asker.member(member), keys=keys_of_request(request))
    return await _page(request, member, words=query, shown=_shown(answer, query))


async def write_to_them(request: Request, member: Member) -> Response:
    """An e-mail, through the gate: sent if it is allowed now, else the words come back."""
    settings: Settings = request.app.state.settings
    form = await read(request, LetterForm)
    words = {"person": str(form.person), "channel": "email", "topic": form.topic}
    recipient = await _recipient(form.person, member)
    letter = Stationery.of(settings).write(
        "gate/letter",
        to=await address_of(recipient),
        subject=form.subject,
        headers={"Auto-Submitted": "no", "Reply-To": member.person.email or ""},
        name=recipient.display_name,
        sender=member.name,
        paragraphs=form.text,
        contact_url=f"{settings.base_url}/spaces/{member.account.slug}/contact",
    )
    question = QuestionForm(person=form.person, channel=Channel.EMAIL, topic=form.topic)
    answer = await write_letter(
        await asked_of(question, member),
        letter,
        by=Asker.member(member),
        keys=keys_of_request(request),
        post=Post.of(settings),
    )
    if not answer.allowed:
        words |= {"subject": form.subject, "text": form.text}
        return await _page(request, member, words=words, shown=_shown(answer, words), status=409)
    return await _page(request, member, words=words, sent=recipient.display_name)


async def hold_place(request: Request, member: Member) -> Response:
    """Take the permitted time, now or later, so that nobody else uses it up."""
    form = await read(request, QuestionForm)
    answer = await actions.reserve(
        await asked_of(form, member), by=Asker.member(member), keys=keys_of_request(request)
    )
    if answer.reservation is None:
        words = {name: str(value) for name, value in form.model_dump().items() if value}
        return await _page(request, member, words=words, shown=_shown(answer, words), status=409)
    return RedirectResponse(_path(member, f"/reservations/{answer.reservation.id}"), 303)


async def show_place(request: Request, member: Member) -> Response:
    held = await _held(request, member)
    return page_response(request, "gate/place.html", **await _place(held, member))


async def log_contact(request: Request, member: Member) -> Response:
    """What became of it. The gate looks once more: a no said meanwhile holds."""
    form = await read(request, OutcomeForm)
    held = await _held(request, member)
    answer = await actions.commit_reservation(
        held.id,
        by=Asker.member(member),
        keys=keys_of_request(request),
        happened=Happened(form.outcome, now(), form.note or ""),
    )
    if not answer.allowed:
        context = await _place(held, member)
        return page_response(
            request, "gate/place.html", status=409, **context | {"refused": answer.weighed.told}
        )
    return RedirectResponse(_path(member, f"/reservations/{held.id}"), 303)


async def give_back(request: Request, member: Member) -> Response:
    await actions.release((await _held(request, member)).id, by=Asker.member(member))
    return RedirectResponse(_path(member), 303)


async def _page(request: Request, member: Member, *, status: int = 200, **shown: Any) -> Response:
    seats = Member.filter(account_id=member.account_id, left_at=None).select_related("person")
    people = [seat for seat in await seats.order_by("joined_at") if seat.side is not Side.COMPANY]
    context = {"words": {}, "problems": {}, "shown": None, "sent": ""} | shown
    return page_response(
        request,
        "gate/outreach.html",
        status=status,
        people=[(str(seat.person_id), seat.name) for seat in people],
        ways=[(channel.value, words) for channel, words in WAYS.items()],
        topics=[(topic.key, topic.title.capitalize()) for topic in await public_topics()],
        zone=member.person.tz or "UTC",
        live_ways={channel.value for channel, kind in CHANNELS.items() if kind.live},
        questions=await asked_by(member),
        **context,
    )


def _shown(answer: Answer, question: Mapping[str, Any]) -> Shown:
    assert answer.weighed.person is not None  # noqa: S101 - asked by person
    return Shown(answer, answer.weighed.person, question)


async def asked_of(form: QuestionForm, member: Member) -> Asked:
    """The question of the form: about somebody of this space, on the asker's clock."""
    recipient = await _recipient(form.person, member)
    at = form.at or now()
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(member.person.tz or "UTC"))
    return Asked(
        channel=form.channel,
        topic=form.topic,
        at=max(at.astimezone(UTC), now()),
        person_id=recipient.id,
        account_id=member.account_id,
    )


async def _recipient(person_id: UUID, member: Member) -> Person:
    """Somebody of the customer's or a partner's side of this space."""
    seat = await Member.get_or_none(
        person_id=person_id, account_id=member.account_id, left_at=None
    ).select_related("person")
    if seat is None or Role(seat.role).side is Side.COMPANY:
        raise NotFound
    return seat.person


async def _held(request: Request, member: Member) -> Reservation:
    held = await Reservation.get_or_none(
        id=request.path_params["reservation"],
        owner_sender=str(member.person_id),
        account_id=member.account_id,
    ).select_related("person")
    if held is None:
        raise NotFound
    return held


async def _place(held: Reservation, member: Member) -> dict[str, Any]:
    lapsed = held.expires_at is not None and held.expires_at <= now()
    state = held.state
    if state is ReservationState.HELD and lapsed:
        state = ReservationState.LAPSED
    return {
        "held": held,
        "state": state.value,
        "is_time": held.slot_at <= now(),
        "way": WAYS.get(held.channel, held.channel.value),
        "slot": when(
            held.slot_at, held.person.tz or member.account.tz or "UTC", member.person.locale
        ),
        "outcomes": [(outcome.value, words, "") for outcome, words in OUTCOMES.items()],
        "refused": None,
    }


def _path(member: Member, rest: str = "") -> str:
    path_for: Any = templates.globals["path_for"]
    return f"{path_for('gate.show_outreach', space=member.account.slug)}{rest}"


_ACCESS = may(Right.ASK_GATE)
_HOME = "/spaces/{space}/outreach"
_PLACE = f"{_HOME}/reservations/{{reservation:uuid}}"

routes = [
    page(_HOME, show_outreach, access=_ACCESS),
    page(f"{_HOME}/letters", write_to_them, access=_ACCESS, methods=["POST"]),
    page(f"{_HOME}/reservations", hold_place, access=_ACCESS, methods=["POST"]),
    page(_PLACE, show_place, access=_ACCESS),
    page(f"{_PLACE}/touch", log_contact, access=_ACCESS, methods=["POST"]),
    page(f"{_PLACE}/return", give_back, access=_ACCESS, methods=["POST"]),
]
