"""Many questions in one request: each answered by itself, a recipient's in their order."""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from starlette.exceptions import HTTPException

from customer_space.gate.api_words import KeyedDecisionWords, words_in
from customer_space.gate.programs import Call, decided
from portal.answers import SENTENCES, problem_details
from portal.errors import PortalError

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Recipients decided about at a time; the others of this request wait."""


async def each_decided(questions: Iterable[object], call: Call) -> list[dict[str, Any]]:
    """For each question `status`, and its `answer` or the `problem` (RFC 9457) with it.

    Each is a transaction of its own: what one writes stands, whatever becomes of the others.
    """
    texts = [json.dumps(question) for question in questions]
    turn = asyncio.Semaphore(AT_ONCE)
    answers: dict[int, dict[str, Any]] = {}

    async def answer(places: list[int]) -> None:
        async with turn:
            for place in places:
                answers[place] = await _answered(texts[place], call)

    def recipient(place: int) -> str:
        return _recipient(texts[place])

    by_recipient = groupby(sorted(range(len(texts)), key=recipient), key=recipient)
    await asyncio.gather(*(answer(list(places)) for _, places in by_recipient))
    return [answers[place] for place in range(len(texts))]


async def _answered(text: str, call: Call) -> dict[str, Any]:
    try:
        words = words_in(text, KeyedDecisionWords)
        return {
            "status": 200,
            "answer": await decided(words, replace(call, key=words.idempotency_key)),
        }
    except PortalError as error:
        return _problem(error)
    except HTTPException as error:
        refused = PortalError(SENTENCES.get(error.status_code))
        refused.status = error.status_code
        return _problem(refused)
    except Exception:
        log.exception("one question of many failed")
        return _problem(PortalError())


def _problem(error: PortalError) -> dict[str, Any]:
    return {"status": error.status, "problem": json.loads(bytes(problem_details(error).body))}


def _recipient(text: str) -> str:
    """Whom a question is about, as it names them; the broken ones together."""
    question = json.loads(text)
    named = question.get("recipient") if isinstance(question, Mapping) else None
    return json.dumps(named, sort_keys=True)
