"""What programs ask of the gate, done for them: in their senders' names, once a key."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request

from auth.models import ApiClient, Person
from customer_space.gate import actions
from customer_space.gate.answers import answer_as_json, with_current_state
from customer_space.gate.api_words import DecisionWords, QuestionWords, SenderWords, Strict
from customer_space.gate.imagining import WhatIf
from customer_space.gate.keys import keys_of_request
from customer_space.gate.models import Mode
from customer_space.gate.requests import Asked, Asker
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.errors import Invalid, NotAllowed

DECISIONS = "/api/v1/decisions"
EARLIEST, LATEST = timedelta(minutes=5), timedelta(days=400)
KEY, LONGEST_KEY = "idempotency-key", 255


@dataclass(frozen=True)
class Call:
    """One request of a program: who, with which key, and where."""

    program: ApiClient
    keys: Keys
    path: str
    key: str = ""

    @classmethod
    def of(cls, request: Request, program: ApiClient) -> "Call":
        key = request.headers.get(KEY, "")
        return cls(program, keys_of_request(request), request.url.path, key)


async def decided(words: DecisionWords, call: Call) -> dict[str, Any]:
    """The answer to one question; looking needs no key.

    Raises:
        Invalid: for what cannot be asked.  NotAllowed: for a sender that is not theirs.
    """
    by = replace(await asker_of(call, words.sender), locale=words.locale)
    asked = asked_in(words, latest=words.latest, template=words.template_key,
                     immediate=words.urgency == "immediate")  # fmt: skip
    _in_reach(asked.at)
    if words.mode == Mode.SIMULATE:
        imagine = WhatIf(**words.what_if.model_dump()) if words.what_if else None
        looked = await actions.simulate(asked, by=by, keys=call.keys, what_if=imagine)
        return answer_as_json(looked, Mode.SIMULATE)

    async def do() -> dict[str, Any]:
        if words.mode == Mode.RESERVE:
            answer = await actions.reserve(
                asked, by=by, keys=call.keys, accept_defer=words.accept_defer, wait=words.wait
            )
        else:
            answer = await actions.commit(asked, by=by, keys=call.keys)
        return answer_as_json(answer, words.mode)

    return await once_a_key(call, words, do)


async def once_a_key(
    call: Call, words: Strict, do: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """What `do` answers, or what it has answered to this key; `replayed` tells which.

    Raises:
        Invalid: without a key, and for one that was used with other words.
    """
    if not (call.key.isascii() and 1 <= len(call.key) <= LONGEST_KEY):
        raise Invalid({KEY: "Send an Idempotency-Key of 1 to 255 ASCII characters."})
    said = {"path": call.path, **words.model_dump(mode="json", exclude={"idempotency_key"})}
    answer, replayed = await actions.answer_once(str(call.program.id), call.key, said, do)
    if replayed:
        answer = await with_current_state(answer)
    return answer | {"replayed": replayed}


async def asker_of(call: Call, sender: SenderWords) -> Asker:
    """Whom the program speaks for: its own senders, or a named rep of the company."""
    if sender.kind != "rep":
        return Asker.client(call.program, sender.kind, sender.id)
    rep = None
    with suppress(ValueError):
        rep = await Person.get_or_none(id=UUID(sender.id), is_company=True)
    if rep is None:
        raise NotAllowed("This sender is none of the company's reps.")
    return Asker(str(rep.id), "rep", rep.display_name)


def asked_in(words: QuestionWords, *, at: datetime | None = None, **more: Any) -> Asked:
    """The question as the gate has it; for now if nothing else is said."""
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
