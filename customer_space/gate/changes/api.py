"""The feed over HTTP: `GET /api/v1/changes?after=…` (gate.md 4.15), which may wait for news."""

import asyncio
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth.access import Scope, client
from auth.models import ApiClient
from customer_space.gate.changes.queries import Feed, changes_after
from portal.errors import Invalid
from portal.openapi import takes
from portal.routing import endpoint

MOST, LONGEST_S, LOOK_EVERY_S = 100, 30, 1.0
MOST_WAITING = 100
"""Programs of one process that may wait for news at a time; others are answered at once."""
_waiting: set[asyncio.Task[object] | None] = set()


class FeedWords(BaseModel):
    """From where on, how many at most, and how many seconds to wait where there is nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST
    wait: Annotated[int, Field(ge=0, le=LONGEST_S)] = 0


@takes(FeedWords)
async def read_changes(request: Request, program: ApiClient) -> Response:
    """`changes` in order; `after` is what to ask with next time, also where there are none."""
    words = _words(request)
    feed = await changes_after(words.after, of=program, most=words.limit)
    if not feed.changes and words.wait and len(_waiting) < MOST_WAITING:
        feed = await _waited(request, program, words)
    return JSONResponse(
        {"changes": feed.changes, "after": feed.last, "more": feed.more},
        headers={"Cache-Control": "no-store"},
    )


async def _waited(request: Request, program: ApiClient, words: FeedWords) -> Feed:
    """Look once a second until there is something, time is up, or nobody listens any more."""
    task = asyncio.current_task()
    _waiting.add(task)
    after, ends = words.after, asyncio.get_running_loop().time() + words.wait
    try:
        while True:
            feed = await changes_after(after, of=program, most=words.limit)
            after = feed.last
            if feed.changes or asyncio.get_running_loop().time() >= ends:
                return feed
            if await request.is_disconnected():
                return feed
            await asyncio.sleep(LOOK_EVERY_S)
    finally:
        _waiting.discard(task)


def _words(request: Request) -> FeedWords:
    try:
        return FeedWords.model_validate(dict(request.query_params))
    except ValidationError as error:
        problems = {
            ".".join(map(str, each["loc"])): f"{each['msg']}."
            for each in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(problems) from None


routes = [endpoint("/api/v1/changes", read_changes, scope=client(Scope.GATE_ASK))]
