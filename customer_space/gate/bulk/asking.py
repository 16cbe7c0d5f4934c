"""The answers for a batch of rows: looked at all together, or held one by one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.gate.actions import answer_once, reserve
from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.outlook import Outlook
from customer_space.gate.bulk.question import Question, Verdict, verdict_of
from customer_space.gate.bulk.recipients import Recipient
from customer_space.gate.bulk.single import Slot, verdict_about
from customer_space.gate.bulk.wishes import asked_by
from customer_space.gate.requests import Asked
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel, MessageClass
from customer_space.preferences.suppressions import Keys

MOST_QUESTIONS = 16
"""Asked of one file at a time: each remembers the decisions it made."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A row with its question and answer, and the id of the place that is held for it."""

    recipient: Recipient
    question: Question
    verdict: Verdict
    held: str = ""


@dataclass
class Check:
    """What would happen; holds nothing. Earlier rows of a person compete with later ones."""

    question: Question
    keys: Keys
    accept_defer: bool
    slots: dict[UUID, list[Slot]] = field(default_factory=dict)
    """For people who stand in the file twice: the places their earlier rows took."""

    def __post_init__(self) -> None:
        self.outlook = Outlook(self.question)
        self._at_once: dict[Question, SetBased] = {}

    async def answers(self, batch: Sequence[Recipient]) -> list[Answered]:
        """One answer a row, in order."""
        rows = [(each, asked_by(each.wishes, self.question)) for each in batch]
        strangers = [each.address or "" for each, _ in rows if each.person is None]
        unknown = iter(await self._together(self.question).about_strangers(strangers))
        first = await self._first(rows)
        found = []
        for each, question in rows:
            if each.person is None:
                found.append(Answered(each, question, next(unknown)))
                continue
            verdict = first.pop(each.person, None) or await self._alone(each, question)
            self._take(each.person, question, verdict)
            found.append(Answered(each, question, verdict))
        return found

    async def _first(self, rows: Iterable[tuple[Recipient, Question]]) -> dict[UUID, Verdict]:
        """The answers for those who stand here for the first time, and ask nothing unusual."""
        groups: dict[Question, dict[UUID, Recipient]] = defaultdict(dict)
        seen: set[UUID] = set()
        for each, question in rows:
            if each.person and each.person not in seen and not self.slots.get(each.person):
                seen.add(each.person)
                if not each.wishes.alone:
                    groups[question][each.person] = each
        found: dict[UUID, Verdict] = {}
        for question, people in groups.items():
            named = {person: each.address for person, each in people.items() if each.address}
            spoken = {p: each.wishes.locale for p, each in people.items() if each.wishes.locale}
            found |= await self._together(question).verdicts(list(people), named, spoken)
        return found

    def _together(self, question: Question) -> SetBased:
        if len(self._at_once) > MOST_QUESTIONS:
            self._at_once.clear()
        if question not in self._at_once:
            outlook = self.outlook if question == self.question else None
            self._at_once[question] = SetBased(question, self.keys, outlook)
        return self._at_once[question]

    async def _alone(self, each: Recipient, question: Question) -> Verdict:
        slots = self.slots.get(each.person, ()) if each.person else ()
        return await verdict_about(
            question, self.keys, each.person, each.address, slots=slots, wishes=each.wishes
        )

    def _take(self, person: UUID, question: Question, verdict: Verdict) -> None:
        at = taken(verdict, question, accept_defer=self.accept_defer)
        if person in self.slots and at:
            self.slots[person].append(Slot(at, question.channel, question.weight))


@dataclass
class Hold(Check):
    """Each row decided and held in a transaction of its own; under one key only once."""

    key: str = ""

    async def answers(self, batch: Sequence[Recipient]) -> list[Answered]:
        """One answer a row, in order."""
        return [await self._held(each) for each in batch]

    async def _held(self, each: Recipient) -> Answered:
        question = asked_by(each.wishes, self.question)
        if each.person is None or self.slots.get(each.person):
            # The place of an earlier row is held already, and counts.
            verdict = await verdict_about(
                question, self.keys, each.person, each.address, wishes=each.wishes
            )
            return Answered(each, question, verdict)
        asked = Asked(
            channel=question.channel,
            topic=question.topic,
            at=question.at,
            person_id=each.person,
            address=each.address,
            account_id=question.account,
            latest=question.latest,
            weight=question.weight,
            contains_promotion=question.message_class is MessageClass.MARKETING,
            bulk=True,
        )
        by = replace(question.by, locale=each.wishes.locale)

        async def do() -> dict[str, Any]:
            answer = await reserve(asked, by=by, keys=self.keys, accept_defer=self.accept_defer)
            words = "" if answer.allowed else answer.weighed.told["short"]
            verdict = verdict_of(answer.weighed.verdict, words, answer.weighed.point_id)
            held = str(answer.reservation.id) if answer.reservation else ""
            return {"verdict": plain_of(verdict), "held": held}

        name = f"{self.key}:{each.row.number}"
        kept, _ = await answer_once(question.by.id, name, asked.as_json(), do)
        verdict = verdict_from(kept["verdict"])
        self._take(each.person, question, verdict)
        return Answered(each, question, verdict, kept["held"])


def taken(verdict: Verdict, question: Question, *, accept_defer: bool) -> datetime | None:
    """The place that a row takes from those after it."""
    if verdict.outcome is Outcome.ALLOW:
        return question.at
    return verdict.next_at if verdict.outcome is Outcome.DEFER and accept_defer else None


def plain_of(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    return {
        "outcome": verdict.outcome.value,
        "codes": list(verdict.codes),
        "next_at": verdict.next_at.isoformat() if verdict.next_at else None,
        "permit_until": verdict.permit_until.isoformat() if verdict.permit_until else None,
        "elsewhere": verdict.elsewhere.value if verdict.elsewhere else None,
        "words": verdict.words,
        "point": str(verdict.point) if verdict.point else None,
    }


def verdict_from(plain: dict[str, Any]) -> Verdict:
    """A verdict back from JSON."""
    return Verdict(
        Outcome(plain["outcome"]),
        tuple(plain["codes"]),
        datetime.fromisoformat(plain["next_at"]) if plain["next_at"] else None,
        datetime.fromisoformat(plain["permit_until"]) if plain["permit_until"] else None,
        Channel(plain["elsewhere"]) if plain["elsewhere"] else None,
        plain["words"],
        UUID(plain["point"]) if plain["point"] else None,
    )


def plain_slot(slot: Slot) -> list[Any]:
    """A slot as JSON."""
    return [slot.at.isoformat(), slot.channel.value, slot.weight]


def slot_from(plain: Sequence[Any]) -> Slot:
    """A slot back from JSON."""
    at, channel, weight = plain
    return Slot(datetime.fromisoformat(at), Channel(channel), weight)
