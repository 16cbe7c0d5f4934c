"""What a rep may ask and write on the outreach page."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from customer_space.gate.models import TouchOutcome
from customer_space.gate.rules.channels import Channel
from portal.forms import Form, Line, Optionally, Paragraphs

WAYS = {
    Channel.EMAIL: "Write an e-mail",
    Channel.VOICE_LIVE: "Call",
    Channel.VIDEO: "Meet by video",
    Channel.VISIT: "Visit",
    Channel.SMS: "Send a text message",
    Channel.POSTAL: "Write a letter",
    Channel.PORTAL: "Write in the portal",
}
OUTCOMES = {
    TouchOutcome.REACHED: "We spoke",
    TouchOutcome.NOT_REACHED: "Nobody there",
    TouchOutcome.VOICEMAIL: "Left a message",
    TouchOutcome.DECLINED: "They did not want to",
    TouchOutcome.DELIVERED: "It was delivered",
}


class QuestionForm(Form):
    person: UUID
    channel: Channel
    topic: Annotated[str, Field(max_length=60)]
    at: Annotated[datetime | None, Optionally] = None
    """The asker's wall clock; an instant with its zone where the page wrote it."""


class LetterForm(Form):
    person: UUID
    topic: Annotated[str, Field(max_length=60)]
    subject: Line
    text: Paragraphs


class OutcomeForm(Form):
    outcome: TouchOutcome
    note: Annotated[Line | None, Optionally] = None
