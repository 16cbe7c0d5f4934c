"""The gate for programs: decisions, reservations, touches (gate.md 4.2-4.4, 4.14, 4.15)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.access import Scope, client
from auth.models import ApiClient, Person
from customer_space.gate import actions
from customer_space.gate.actions import Answer, Happened
from customer_space.gate.answers import answer_as_json, reservation_as_json, with_current_state
from customer_space.gate.api_words import (
    CommitWords,
    DecisionWords,
    QuestionWords,
    ReleaseWords,
    SenderWords,
    Strict,
    TouchWords,
    read_words,
)
from customer_space.gate.keys import keys_of_request
from customer_space.gate.models import Mode
from customer_space.gate.requests import Asked, Asker
from portal.clock import now
from portal.errors import Invalid, NotAllowed
from portal.routing import endpoint

EARLIEST, LATEST = timedelta(minutes=5), timedelta(days=400)
KEY, LONGEST_KEY = "idempotency-key", 255


async def decide(request: Request, program: ApiClient) -> Response:
    """One question; a deny is a successful answer."""
    words = await read_words(request, DecisionWords)
    by = replace(await _asker(program, words.sender), locale=words.locale)
    asked = _asked(words, latest=words.latest, template=words.template_key,
                   immediate=words.urgency == "immediate")  # fmt: skip
    keys = keys_of_request(request)
    _in_reach(asked.at)

    async def do() -> dict[str, Any]:
        if words.mode == Mode.SIMULATE:
            answer = await actions.simulate(asked, by=by, keys=keys)
        elif words.mode == Mode.RESERVE:
            answer = await actions.reserve(asked, by=by, keys=keys, accept_defer=words.accept_defer)
        else:
            answer = await actions.commit(asked, by=by, keys=keys)
        return answer_as_json(answer, words.mode)

    if words.mode == Mode.SIMULATE:
        return JSONResponse(await do())
    return await _once(request, program, words, do)


async def commit_reservation(request: Request, program: ApiClient) -> Response:
    words = await read_words(request, CommitWords)
    by = await _asker(program, words.sender)
    happened = Happened(words.outcome, words.occurred_at, external_id=words.external_id)

    async def do() -> dict[str, Any]:
        answer: Answer = await actions.commit_reservation(
            _reservation(request), by=by, keys=keys_of_request(request), happened=happened
        )
        return answer_as_json(answer, Mode.COMMIT)

    return await _once(request, program, words, do)


async def release_reservation(request: Request, program: ApiClient) -> Response:
    words = await read_words(request, ReleaseWords)
    by = await _asker(program, words.sender)

    async def do() -> dict[str, Any]:
        held = await actions.release(_reservation(request), by=by, reason=words.reason)
        return {"reservation": reservation_as_json(held)}

    return await _once(request, program, words, do)


async def report_touch(request: Request, program: ApiClient) -> Response:
    """A contact that happened: always stored, whatever the gate would have said."""
    words = await read_words(request, TouchWords)
    by = await _asker(program, words.sender)
    if words.occurred_at > now() + EARLIEST:
        raise Invalid({"occurred_at": "A contact that has not happened yet cannot be reported."})
    asked = _asked(words, at=words.occurred_at)
    happened = Happened(words.outcome, words.occurred_at, words.note, words.external_id)

    async def do() -> dict[str, Any]:
        answer = await actions.report(
            asked, by=by, keys=keys_of_request(request), happened=happened
        )
        return answer_as_json(answer, Mode.REPORT)

    return await _once(request, program, words, do, status=201)


async def _once(
    request: Request,
    program: ApiClient,
    words: Strict,
    do: Callable[[], Awaitable[dict[str, Any]]],
    *,
    status: int = 200,
) -> Response:
    key = request.headers.get(KEY, "")
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid({KEY: "Send an Idempotency-Key of 1 to 255 characters."})
    said = {"path": request.url.path, **words.model_dump(mode="json")}
    answer, replayed = await actions.answer_once(str(program.id), key, said, do)
    if replayed:
        answer = await with_current_state(answer)
    return JSONResponse(answer | {"replayed": replayed}, status)


async def _asker(program: ApiClient, sender: SenderWords) -> Asker:
    """Whom the program speaks for: its own senders, or a named rep of the company."""
    if sender.kind != "rep":
        return Asker.client(program, sender.kind, sender.id)
    rep = None
    with suppress(ValueError):
        rep = await Person.get_or_none(id=UUID(sender.id), is_company=True)
    if rep is None:
        raise NotAllowed("This sender is none of the company's reps.")
    return Asker(str(rep.id), "rep", rep.display_name)


def _asked(words: QuestionWords, *, at: datetime | None = None, **more: Any) -> Asked:
    return Asked(
        channel=words.channel,
        topic=words.topic,
        at=at or words.at or now(),
        person_id=words.recipient.person_id,
        address=words.recipient.address if words.recipient.person_id is None else None,
        account_id=words.account_id,
        weight=words.weight,
        contains_promotion=words.contains_promotion,
        in_reply_to=words.in_reply_to,
        **more,
    )


def _in_reach(at: datetime) -> None:
    if not now() - EARLIEST <= at <= now() + LATEST:
        raise Invalid({"at": "The time must lie between 5 minutes ago and 400 days ahead."})


def _reservation(request: Request) -> UUID:
    found: UUID = request.path_params["reservation"]
    return found


routes = [
    endpoint("/api/v1/decisions", decide, scope=client(Scope.GATE_ASK), methods=["POST"]),
    endpoint(
        "/api/v1/reservations/{reservation:uuid}:commit",
        commit_reservation,
        scope=client(Scope.GATE_ASK),
        methods=["POST"],
    ),
    endpoint(
        "/api/v1/reservations/{reservation:uuid}:release",
        release_reservation,
        scope=client(Scope.GATE_ASK),
        methods=["POST"],
    ),
    endpoint("/api/v1/touches", report_touch, scope=client(Scope.GATE_REPORT), methods=["POST"]),
]
