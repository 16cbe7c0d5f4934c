"""The gate for programs: decisions, reservations, touches (gate.md 4.2-4.4, 4.14, 4.15)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.access import Scope, client
from auth.models import ApiClient
from customer_space.gate import actions
from customer_space.gate.actions import Happened
from customer_space.gate.answers import answer_as_json, reservation_as_json
from customer_space.gate.api_words import (
    BatchWords,
    CommitWords,
    DecisionWords,
    ReleaseWords,
    TouchWords,
    read_words,
)
from customer_space.gate.many import each_decided
from customer_space.gate.models import Mode
from customer_space.gate.programs import (
    DECISIONS,
    EARLIEST,
    Call,
    asked_in,
    asker_of,
    decided,
    once_a_key,
)
from portal.clock import now
from portal.errors import Invalid
from portal.openapi import takes
from portal.routing import endpoint


@takes(DecisionWords)
async def decide(request: Request, program: ApiClient) -> Response:
    """One question; a deny is a successful answer."""
    words = await read_words(request, DecisionWords)
    return JSONResponse(await decided(words, Call.of(request, program)))


@takes(BatchWords)
async def decide_many(request: Request, program: ApiClient) -> Response:
    """Up to 1,000 questions, each with its own key; `answers` in the same order, each by itself."""
    words = await read_words(request, BatchWords)
    call = replace(Call.of(request, program), path=DECISIONS)
    return JSONResponse({"answers": await each_decided(words.decisions, call)})


@takes(CommitWords)
async def commit_reservation(request: Request, program: ApiClient) -> Response:
    """Use a held place: permits the contact and writes it down, unless something has changed."""
    words = await read_words(request, CommitWords)
    call = Call.of(request, program)
    by = await asker_of(call, words.sender)
    happened = Happened(words.outcome, words.occurred_at, external_id=words.external_id)

    async def do() -> dict[str, Any]:
        answer = await actions.commit_reservation(
            _reservation(request), by=by, keys=call.keys, happened=happened
        )
        return answer_as_json(answer, Mode.COMMIT)

    return JSONResponse(await once_a_key(call, words, do))


@takes(ReleaseWords)
async def release_reservation(request: Request, program: ApiClient) -> Response:
    """Give a held place back."""
    words = await read_words(request, ReleaseWords)
    call = Call.of(request, program)
    by = await asker_of(call, words.sender)

    async def do() -> dict[str, Any]:
        held = await actions.release(_reservation(request), by=by, reason=words.reason)
        return {"reservation": reservation_as_json(held)}

    return JSONResponse(await once_a_key(call, words, do))


@takes(TouchWords)
async def report_touch(request: Request, program: ApiClient) -> Response:
    """A contact that happened: always stored, whatever the gate would have said."""
    words = await read_words(request, TouchWords)
    call = Call.of(request, program)
    by = await asker_of(call, words.sender)
    if words.occurred_at > now() + EARLIEST:
        raise Invalid({"occurred_at": "A contact that has not happened yet cannot be reported."})
    asked = asked_in(words, at=words.occurred_at)
    happened = Happened(words.outcome, words.occurred_at, words.note, words.external_id)

    async def do() -> dict[str, Any]:
        answer = await actions.report(asked, by=by, keys=call.keys, happened=happened)
        return answer_as_json(answer, Mode.REPORT)

    return JSONResponse(await once_a_key(call, words, do), 201)


def _reservation(request: Request) -> UUID:
    found: UUID = request.path_params["reservation"]
    return found


routes = [
    endpoint(DECISIONS, decide, scope=client(Scope.GATE_ASK), methods=["POST"]),
    endpoint(f"{DECISIONS}:batch", decide_many, scope=client(Scope.GATE_ASK), methods=["POST"]),
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
