"""What a row of an audience asks for itself: its own channel, hours, hat or language."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from customer_space.gate.bulk.question import Question
from customer_space.gate.rules.channels import Channel
from portal.errors import Invalid
from portal.forms import Form, parsed

Given = tuple[tuple[str, str], ...]
"""The optional columns of a row that say something: name and text."""


def _of_this_century(instant: datetime) -> datetime:
    if not 2000 <= instant.year < 2100:  # noqa: PLR2004
        raise ValueError("is not a time of this century")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_of_this_century)]


class Wishes(Form):
    """The optional columns of gate.md 5.1; instants with their offset, a weight of 0 to 100.

    `country` (ISO 3166-1) names one whose law counts too: it can only narrow.
    """

    account_id: UUID | None = None
    channel: Channel | None = None
    contact_point: UUID | None = None
    weight: Annotated[int, Field(ge=0, le=100)] | None = None
    earliest: Instant | None = None
    latest: Instant | None = None
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None

    @property
    def alone(self) -> bool:
        """Whether such a row has to be looked at by itself."""
        return bool(self.account_id or self.contact_point or self.country)


COLUMNS = tuple(Wishes.model_fields)
NO_WISHES = Wishes()


def wishes_of(given: Given) -> Wishes:
    """The columns of a row that say something. ValueError, with a sentence, for what they cannot.

    As the words of a form are read.
    """
    if not given:
        return NO_WISHES
    try:
        return parsed(dict(given), Wishes)
    except Invalid as refused:
        name, problem = next(iter(refused.problems.items()))
        raise ValueError(f"{name}: {problem}") from None


def asked_by(wishes: Wishes, question: Question) -> Question:
    """The question, as this row asks it."""
    if wishes is NO_WISHES:
        return question
    return replace(
        question,
        channel=wishes.channel or question.channel,
        at=max(question.at, wishes.earliest) if wishes.earliest else question.at,
        latest=wishes.latest,
        weight=wishes.weight,
        account=wishes.account_id,
    )
