"""What programs may say to the gate, strictly: unknown fields and loose types are refused."""

from typing import Annotated, Literal, Self, TypeVar
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)
from starlette.exceptions import HTTPException
from starlette.requests import Request

from customer_space.gate.models import Mode, TouchOutcome
from customer_space.gate.rules.channels import Channel
from portal.bodies import json_body
from portal.errors import Invalid
from portal.forms import Line

W = TypeVar("W", bound="Strict")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SenderWords(Strict):
    kind: Literal["rep", "campaign", "call_centre", "system"]
    id: Line


class RecipientWords(Strict):
    person_id: UUID | None = None
    address: Line | None = None


class QuestionWords(Strict):
    """What every question says: who, how, about what, when."""

    sender: SenderWords
    recipient: RecipientWords
    channel: Channel
    topic: Line
    account_id: UUID | None = None
    at: AwareDatetime | None = None
    weight: Annotated[int, Field(ge=0, le=100)] | None = None
    contains_promotion: bool = False
    in_reply_to: UUID | None = None


class WhatIfWords(Strict):
    """Statements (as the ledger has them, with their level) and contacts, to be imagined."""

    statements: Annotated[list[dict[str, JsonValue]], Field(max_length=50)] = []
    touches: Annotated[list[dict[str, JsonValue]], Field(max_length=200)] = []


class DecisionWords(QuestionWords):
    """One question in one mode."""

    mode: Literal[Mode.SIMULATE, Mode.RESERVE, Mode.COMMIT]
    latest: AwareDatetime | None = None
    template_key: Line | None = None
    locale: Line | None = None
    """Of the explanation (BCP 47); the customer's own if not said."""
    urgency: Literal["normal", "immediate"] = "normal"
    accept_defer: bool = False
    wait: Annotated[int, Field(ge=0, le=9)] | None = None
    """Queue for a place that is taken, with this priority; more comes first."""
    what_if: WhatIfWords | None = None
    """Only where nothing is written: mode simulate."""

    @model_validator(mode="after")
    def _only_imagined(self) -> Self:
        if self.what_if is not None and self.mode is not Mode.SIMULATE:
            raise ValueError("what_if goes with mode simulate")
        return self


class BatchWords(Strict):
    """Up to 1,000 questions. Each is read by itself: a broken one does not spoil the others."""

    decisions: Annotated[list[JsonValue], Field(min_length=1, max_length=1000)]


class KeyedDecisionWords(DecisionWords):
    """One question of many, with its own idempotency key."""

    idempotency_key: Annotated[str, Field(max_length=255)] = ""


class CommitWords(Strict):
    sender: SenderWords
    occurred_at: AwareDatetime | None = None
    outcome: TouchOutcome = TouchOutcome.DELIVERED
    external_id: Line | None = None


class ReleaseWords(Strict):
    sender: SenderWords
    reason: Annotated[str, Field(max_length=200)] = ""


class TouchWords(QuestionWords):
    outcome: TouchOutcome
    occurred_at: AwareDatetime
    external_id: Line | None = None
    note: Annotated[str, Field(max_length=300)] = ""


async def read_words(request: Request, model: type[W]) -> W:
    """The body of a request as `model`. Raises as `words_in` and `json_body`."""
    return words_in(await json_body(request), model)


def words_in(body: bytes | str, model: type[W]) -> W:
    """JSON as `model`.

    Raises:
        HTTPException: 400 for what is no JSON.  Invalid: with a sentence per field.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise HTTPException(400) from None
        problems = {
            ".".join(map(str, each["loc"])) or "body": f"{each['msg']}."
            for each in error.errors(include_url=False, include_input=False)
        }
        raise Invalid(problems) from None
