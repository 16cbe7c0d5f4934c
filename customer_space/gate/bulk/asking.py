"""The answers for a batch of rows: looked at all together, or held one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from customer_space.gate.actions import answer_once, reserve
from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.question import Question, Verdict, verdict_of
from customer_space.gate.bulk.recipients import Recipient
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.requests import Asked
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import Keys


@dataclass(frozen=True, slots=True)
class Answered:
    """A row with its answer, and the id of the place that is held for it."""

    recipient: Recipient
    verdict: Verdict
    held: str = ""


@dataclass
class Check:
    """What would happen; holds nothing. Earlier rows of a person compete with later ones."""

    question: Question
    keys: Keys
    accept_defer: bool
    slots: dict[UUID, list[datetime]] = field(default_factory=dict)
    """For people who stand in the file twice: the places their earlier rows took."""

    def __post_init__(self) -> None:
        self._at_once = SetBased(self.question, self.keys)

    async def answers(self, batch: Sequence[Recipient]) -> list[Answered]:
        """One answer a row, in order."""
        strangers = [each.address or "" for each in batch if each.person is None]
        unknown = iter(await self._at_once.about_strangers(strangers))
        first = await self._first([each for each in batch if each.person])
        found = []
        for each in batch:
            if each.person is None:
                found.append(Answered(each, next(unknown)))
                continue
            verdict = first.pop(each.person, None) or await self._again(each, each.person)
            self._take(each.person, verdict)
            found.append(Answered(each, verdict))
        return found

    async def _first(self, batch: Sequence[Recipient]) -> dict[UUID, Verdict]:
        """The answers for those who stand here for the first time."""
        new: dict[UUID, Recipient] = {}
        for each in batch:
            if each.person and each.person not in new and not self.slots.get(each.person):
                new[each.person] = each
        named = {person: each.address for person, each in new.items() if each.address}
        return await self._at_once.verdicts(list(new), named)

    async def _again(self, each: Recipient, person: UUID) -> Verdict:
        slots = self.slots.get(person, ())
        return await verdict_about(self.question, self.keys, person, each.address, slots=slots)

    def _take(self, person: UUID, verdict: Verdict) -> None:
        slot = taken(verdict, self.question, accept_defer=self.accept_defer)
        if person in self.slots and slot:
            self.slots[person].append(slot)


@dataclass
class Hold(Check):
    """Each row decided and held in a transaction of its own; under one key only once."""

    key: str = ""

    async def answers(self, batch: Sequence[Recipient]) -> list[Answered]:
        """One answer a row, in order."""
        return [await self._held(each) for each in batch]

    async def _held(self, each: Recipient) -> Answered:
        if each.person is None or self.slots.get(each.person):
            # The place of an earlier row is held already, and counts.
            return Answered(each, await self._again_or_nobody(each))
        asked = Asked(
            channel=self.question.channel,
            topic=self.question.topic,
            at=self.question.at,
            person_id=each.person,
            address=each.address,
            bulk=True,
        )

        async def do() -> dict[str, Any]:
            answer = await reserve(
                asked, by=self.question.by, keys=self.keys, accept_defer=self.accept_defer
            )
            words = "" if answer.allowed else answer.weighed.words["short"]
            verdict = verdict_of(answer.weighed.verdict, words, answer.weighed.point_id)
            held = str(answer.reservation.id) if answer.reservation else ""
            return {"verdict": plain_of(verdict), "held": held}

        name = f"{self.key}:{each.row.number}"
        kept, _ = await answer_once(self.question.by.id, name, asked.as_json(), do)
        verdict = verdict_from(kept["verdict"])
        self._take(each.person, verdict)
        return Answered(each, verdict, kept["held"])

    async def _again_or_nobody(self, each: Recipient) -> Verdict:
        return await verdict_about(self.question, self.keys, each.person, each.address)


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
