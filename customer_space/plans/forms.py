"""What the forms of a plan may hold."""

import re
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from customer_space.plans.actions import CommitmentWords, OutcomeWords
from customer_space.plans.models import CommitmentKind
from customer_space.plans.rhythm import ItemWords
from customer_space.plans.rules import WEEKDAYS, Per, Way
from portal.forms import Form, Line, Optionally

MaybeLine = Line | Literal[""]
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _thinkable(day: date) -> date:
    if not 2000 <= day.year <= 2200:  # noqa: PLR2004 - a slip of the keyboard, not a plan
        raise ValueError("must lie between the years 2000 and 2200")
    return day


def _clock(text: str) -> str:
    if text and not _CLOCK.fullmatch(text):
        raise ValueError("must be an hour such as 09:30")
    return text


Day = Annotated[date, AfterValidator(_thinkable)]
Clock = Annotated[str, AfterValidator(_clock)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class OutcomeForm(Form):
    """A desired outcome."""

    words: Line
    measure: MaybeLine = ""
    baseline: MaybeLine = ""
    target: MaybeLine = ""

    @property
    def written(self) -> OutcomeWords:
        return OutcomeWords(self.words, self.measure, self.baseline, self.target)


class OutcomeVersion(OutcomeForm):
    """A change of the outcome that was read at `version`."""

    version: Version


class CommitmentForm(Form):
    """A step somebody owes."""

    text: Line
    owner_id: UUID
    due: Day
    kind: CommitmentKind = CommitmentKind.TASK
    outcome_id: Annotated[UUID | None, Optionally] = None

    @property
    def written(self) -> CommitmentWords:
        return CommitmentWords(self.text, self.owner_id, self.due, self.kind, self.outcome_id)


class CommitmentVersion(CommitmentForm):
    """A change of the commitment that was read at `version`."""

    version: Version


class RhythmForm(Form):
    """One line of the contact rhythm."""

    way: Way
    topic: Annotated[MaybeLine, Field(max_length=80)] = ""
    times: Annotated[int, Field(ge=0, le=99)]
    per: Per
    days: Annotated[list[Literal[*WEEKDAYS]], Field(max_length=7)] = []  # type: ignore[valid-type]
    opens: Clock = ""
    closes: Clock = ""
    who_id: Annotated[UUID | None, Optionally] = None

    @field_validator("closes")
    @classmethod
    def _closes_after_opening(cls, closes: str, info: ValidationInfo) -> str:
        opens = info.data.get("opens", "")
        if bool(opens) != bool(closes):
            raise ValueError("needs both hours, or neither")
        if closes and closes <= opens:
            raise ValueError("must be later than the first hour")
        return closes

    @property
    def written(self) -> ItemWords:
        days = sorted(set(self.days), key=WEEKDAYS.index)
        return ItemWords(
            self.way, self.topic, self.times, self.per, days, self.opens, self.closes, self.who_id
        )


class RhythmVersion(RhythmForm):
    """A change of the line that was read at `version`."""

    version: Version


class SignatureForm(Form):
    """A signature is bound to what was read."""

    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
