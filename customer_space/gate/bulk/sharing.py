"""Decisions that many share: one for each world, told to each person with their own dates."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from customer_space.gate.bulk.likeness import Plain
from customer_space.gate.bulk.names import names_of
from customer_space.gate.bulk.question import Question, Verdict, headline, verdict_of
from customer_space.gate.bulk.rulebook import Rulebook
from customer_space.gate.bulk.world import World, snapshot
from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.slots import HORIZON
from customer_space.gate.rules.snapshot import Snapshot

MOST = 50_000
"""Distinct worlds remembered at a time."""
ADDRESS = "someone@somewhere.example"


@dataclass(slots=True)
class Shared:
    """The decision for a world, and until when a yes must last for it to be the same."""

    decision: Decision
    verdict: Verdict
    world: World
    holds_until: datetime
    open_at: int | None = None
    """When people of this world are open (outlook.Outlook), once somebody asked."""
    said: dict[tuple[str, date | None], str] = field(default_factory=dict)


class Who(NamedTuple):
    """Whom a decision is told: their language, their point, when their yes ends."""

    locale: str
    point: UUID | None = None
    ends: datetime | None = None


class Decisions:
    """The decisions of one question, each made once."""

    def __init__(self, question: Question, rulebook: Rulebook) -> None:
        self._question, self._rulebook = question, rulebook
        self._known: dict[World, Shared] = {}
        self._names: dict[str, str] = {}

    def trim(self) -> bool:
        """Forget, between two batches, what has become too much; True if it had."""
        full = self._rulebook.trim() or len(self._known) > MOST
        if full:
            self._known.clear()
        return full

    async def learn_names(self) -> None:
        """Load the names of those whom newly read rules name."""
        self._names |= await names_of(self._rulebook.new_ids())

    def of(self, world: World) -> Shared:
        """The decision for all in this world."""
        shared = self._known.get(world)
        if shared is None:
            decision = self._decided(world)
            until = _holds_until(decision, self._question.at)
            shared = Shared(decision, verdict_of(decision, ""), world, until)
            self._known[world] = shared
        return shared

    def alone(self, world: World, who: Who) -> Verdict:
        """The answer for a world that is one person's."""
        decision = self._decided(world)
        return verdict_of(decision, self._words(decision, world.tz, who.locale), who.point)

    def told(self, shared: Shared, who: Who, simple: Plain | None = None) -> Verdict:
        """The shared answer for one of them; `simple` holds the dates that are their own."""
        outcome, codes, next_at, until, elsewhere, _, _ = shared.verdict
        if outcome is Outcome.ALLOW:
            if who.ends and until and who.ends < until:
                until = who.ends
            return Verdict(outcome, codes, next_at, until, elsewhere, "", who.point)
        since = _since(shared.decision, simple) if simple else None
        key = (who.locale, _local(since, shared) if since else None)
        words = shared.said.get(key)
        if words is None:
            decision = _dated(shared.decision, since) if since else shared.decision
            words = shared.said[key] = self._words(decision, shared.world.tz, who.locale)
        return Verdict(outcome, codes, next_at, until, elsewhere, words, who.point)

    def there(self, world: World) -> Snapshot:
        """A world as the pure core wants it."""
        return snapshot(world, self._rulebook.rules, self._question, ADDRESS)

    def _decided(self, world: World) -> Decision:
        question = self._question
        address = None if world.known else ADDRESS
        person = world.id if world.known else None
        return decide(self.there(world), question.request(person, address), question.now)

    def _words(self, decision: Decision, zone: str | None, locale: str) -> str:
        return headline(decision, self._question, zone=zone, locale=locale, names=self._names)


def _holds_until(decision: Decision, at: datetime) -> datetime:
    """The last instant that was looked at; unknown where the answer does not show it."""
    if decision.outcome is Outcome.ALLOW:
        return at
    if decision.outcome is Outcome.DEFER and decision.next_at is not None:
        return max(_instants(decision), default=decision.next_at)
    return at + HORIZON


def _instants(decision: Decision) -> Iterable[datetime]:
    found = [decision.next_at, *(other.at for other in decision.alternatives)]
    return (instant for instant in found if instant is not None)


def _since(decision: Decision, simple: Plain) -> datetime | None:
    """The person's own date for the headline, where the shared world has a stand-in."""
    shown = decision.headline.params.get("since")
    return simple.real(datetime.fromisoformat(shown)) if shown else None


def _local(instant: datetime, shared: Shared) -> date:
    zones = shared.decision.zones
    zone = zones[0] if zones else shared.world.tz or "UTC"
    return instant.astimezone(ZoneInfo(zone)).date()


def _dated(decision: Decision, since: datetime) -> Decision:
    first, *others = decision.reasons
    params = {**first.params, "since": since.isoformat()}
    return replace(decision, reasons=(replace(first, params=params), *others))
