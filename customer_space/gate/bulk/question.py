"""One question asked about many people, and the answer for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customer_space.gate.requests import Asked, Asker, class_of
from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.channels import CHANNELS, Channel, MessageClass
from customer_space.gate.rules.snapshot import Request
from customer_space.gate.words import Context, explain


@dataclass(frozen=True, slots=True)
class Question:
    """May these people be reached so, about this, at that instant?

    `at` is the wished instant, `now` the one that tells which holds have lapsed (both aware);
    `title` is the topic's, as it stands in a sentence, `purpose` its purpose; `weight` None: the
    channel's own; `account`: the hat that the recipients wear.
    """

    channel: Channel
    topic: str
    title: str
    message_class: MessageClass
    at: datetime
    now: datetime
    by: Asker
    purpose: str = ""
    latest: datetime | None = None
    weight: int | None = None
    account: UUID | None = None

    @property
    def load(self) -> int:
        """What one such contact weighs."""
        return CHANNELS[self.channel].weight if self.weight is None else self.weight

    def asked_at(self, instant: datetime) -> "Question":
        """The same for another instant."""
        return replace(self, at=instant)

    def request(self, person: str | None, address: str | None = None) -> Request:
        """The question about one of them, in the words of the pure core."""
        return Request(
            channel=self.channel,
            message_class=self.message_class,
            at=self.at,
            sender=self.by.id,
            sender_kind=self.by.kind,
            person=person,
            address=address,
            account=str(self.account) if self.account else None,
            topic=self.topic,
            weight=self.weight,
            latest=self.latest,
            bulk=True,
        )


class Verdict(NamedTuple):
    """The answer for one recipient; `codes` by rank, each once; `words` are empty for an allow."""

    outcome: Outcome
    codes: tuple[str, ...]
    next_at: datetime | None = None
    permit_until: datetime | None = None
    elsewhere: Channel | None = None
    """The best other channel that is open."""
    words: str = ""
    point: UUID | None = None
    """The directory's contact point; None for a channel without one and a sign-in address."""


async def question_of(asked: Asked, *, by: Asker, now: datetime) -> Question:
    """What a request for all of an audience asks. Invalid for an unknown topic."""
    topic, message_class = await class_of(asked)
    return Question(
        asked.channel, topic.key, topic.title, message_class, asked.at, now, by, topic.purpose
    )


def verdict_of(decision: Decision, words: str, point: UUID | None = None) -> Verdict:
    """What a file keeps of a decision."""
    return Verdict(
        decision.outcome,
        tuple(dict.fromkeys(reason.code for reason in decision.reasons)),
        decision.next_at,
        decision.permit_until,
        decision.alternatives[0].channel if decision.alternatives else None,
        words,
        point,
    )


def headline(
    decision: Decision,
    question: Question,
    *,
    zone: str | None,
    locale: str,
    names: Mapping[str, str],
) -> str:
    """Why not now, in one sentence; `names` are those of the reps that rules name by id."""
    if decision.outcome is Outcome.ALLOW:
        return ""
    context = Context(question.channel, question.title, "", zone or "UTC", names, locale)
    return explain(decision, context).short
