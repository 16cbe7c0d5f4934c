"""What the forms of initiatives may hold."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import Step, Text
from portal.forms import Form, Line, Paragraphs

MaybeParagraphs = Paragraphs | Literal[""]


class TextForm(Form):
    """The text of an initiative."""

    title: Line
    trying: Paragraphs
    expecting: Paragraphs
    measuring: Paragraphs

    @property
    def text(self) -> Text:
        return Text(self.title, self.trying, self.expecting, self.measuring)


class NewForm(TextForm):
    """A new initiative: which button was pressed."""

    state: Literal["draft", "proposed"] = "draft"


class RevisionForm(TextForm):
    """A change of the text that was read at `version`."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class StanceForm(Form):
    """Where somebody stands; an objection says why."""

    position: Position
    reason: MaybeParagraphs = Field(default="", validate_default=True)

    @field_validator("reason")
    @classmethod
    def _objections_say_why(cls, reason: str, info: ValidationInfo) -> str:
        if info.data.get("position") is Position.OBJECT and not reason:
            raise ValueError("Please say why you object: it helps to make this better.")
        return reason


class SignatureForm(Form):
    """A signature is bound to what was read."""

    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ReasonForm(Form):
    """Why, in words."""

    words: Paragraphs


class MaybeReasonForm(Form):
    """Why, if somebody wants to say."""

    words: MaybeParagraphs = ""


class VerdictForm(Form):
    """What becomes of a trial, and what was learned."""

    verdict: Literal[Step.ADOPT, Step.ADAPT, Step.STOP]
    words: Paragraphs
