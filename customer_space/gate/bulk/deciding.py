"""Thousands of people decided at once: one decision for all whose worlds are alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import load
from customer_space.gate.bulk.contacts import contacts_of, has_room
from customer_space.gate.bulk.names import names_of
from customer_space.gate.bulk.packing import Packed, Packer, Plain, plain
from customer_space.gate.bulk.question import Question, Verdict, headline, verdict_of
from customer_space.gate.bulk.rulebook import Rulebook
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.bulk.stops import Forms, forms, stops_of
from customer_space.gate.bulk.world import Stop, World, snapshot
from customer_space.gate.rules.answer import Decision, Outcome
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Touch
from customer_space.gate.rules.slots import HORIZON
from customer_space.preferences.suppressions import Keys

MOST = 50_000
"""Distinct worlds remembered at a time."""
ADDRESS = "someone@somewhere.example"
NO_ADDRESSES: Mapping[UUID, str] = {}
NOBODY = UUID(int=0)


@dataclass(slots=True)
class Shared:
    """The decision for a world, and until when a yes must last for it to be the same."""

    decision: Decision
    verdict: Verdict
    holds_until: datetime
    said: dict[tuple[str, date | None], str] = field(default_factory=dict)


class SetBased:
    """Answers one question for any number of people; the same answers as one by one."""

    def __init__(self, question: Question, keys: Keys) -> None:
        self._question, self._keys = question, keys
        self._rulebook = Rulebook(question)
        self._known: dict[World, Shared] = {}
        self._names: dict[str, str] = {}

    async def verdicts(
        self, ids: Sequence[UUID], addresses: Mapping[UUID, str] = NO_ADDRESSES
    ) -> dict[UUID, Verdict]:
        """The answer for each of these people, who all exist.

        `addresses` are those (canonical) that people were named by.
        """
        self._trim()
        columns = await load(self._question, ids)
        packer = Packer(self._question, columns, self._rulebook)
        everybody = [packer.packed(person) for person in columns.people]
        everybody = [each.named_by(addresses.get(each.id)) for each in everybody]
        await self._learn_names()
        usual = [each for each in everybody if not each.odd]
        stops = await stops_of(((p.id, p.forms) for p in usual if p.forms), self._keys)
        limits = {each.id: each.limits for each in usual if each.limits}
        contacts = await contacts_of(limits, columns, self._question)
        answers = {
            each.id: self._verdict(each.stopped(stops), contacts.get(each.id, ())) for each in usual
        }
        for each in everybody:
            if each.odd:
                address = addresses.get(each.id)
                answers[each.id] = await verdict_about(self._question, self._keys, each.id, address)
        return answers

    async def about_strangers(self, addresses: Sequence[str]) -> list[Verdict]:
        """The answer for each of these (canonical) addresses, which are nobody's we know."""
        named = [(UUID(int=n), _forms(address)) for n, address in enumerate(addresses)]
        stops = await stops_of(((n, form) for n, form in named if form), self._keys)
        return [
            self._verdict(_stranger(stops.get(n, ())), ())
            if form
            else await verdict_about(self._question, self._keys, None, address)
            for (n, form), address in zip(named, addresses, strict=True)
        ]

    def _trim(self) -> None:
        if self._rulebook.trim() or len(self._known) > MOST:
            self._known.clear()

    async def _learn_names(self) -> None:
        self._names |= await names_of(self._rulebook.new_ids())

    def _verdict(self, packed: Packed, touches: tuple[Touch, ...]) -> Verdict:
        question, world = self._question, packed.world
        load = CHANNELS[question.channel].weight
        roomy = all(has_room(rule, touches, load, question.at) for rule in packed.limits)
        simple = plain(world, question.at) if roomy else None
        if simple is not None:
            shared = self._shared(simple.world)
            if simple.first_end is None or simple.first_end > shared.holds_until:
                return self._from(shared, packed, simple)
        return self._alone(packed, world._replace(touches=touches))

    def _alone(self, packed: Packed, world: World) -> Verdict:
        decision = self._decided(world)
        words = self._words(decision, world, packed.locale)
        return verdict_of(decision, words, packed.point)

    def _shared(self, world: World) -> Shared:
        shared = self._known.get(world)
        if shared is None:
            decision = self._decided(world)
            until = _holds_until(decision, self._question.at)
            shared = self._known[world] = Shared(decision, verdict_of(decision, ""), until)
        return shared

    def _decided(self, world: World) -> Decision:
        question = self._question
        there = snapshot(world, self._rulebook.rules, question, ADDRESS)
        address = None if world.known else ADDRESS
        person = world.id if world.known else None
        return decide(there, question.request(person, address), question.now)

    def _from(self, shared: Shared, packed: Packed, simple: Plain) -> Verdict:
        verdict = shared.verdict
        if verdict.outcome is Outcome.ALLOW:
            until = verdict.permit_until
            if simple.first_end and until and simple.first_end < until:
                until = simple.first_end
            return verdict._replace(permit_until=until, point=packed.point)
        since = _since(shared.decision, simple)
        key = (packed.locale, _local(since, shared.decision, simple.world) if since else None)
        if key not in shared.said:
            decision = _dated(shared.decision, since) if since else shared.decision
            shared.said[key] = self._words(decision, simple.world, packed.locale)
        return verdict._replace(words=shared.said[key], point=packed.point)

    def _words(self, decision: Decision, world: World, locale: str) -> str:
        names: Mapping[str, str] = self._names
        return headline(decision, self._question, zone=world.tz, locale=locale, names=names)


def _forms(address: str) -> Forms | None:
    return forms(PointKind.EMAIL if "@" in address else PointKind.PHONE, address)


def _stranger(stops: tuple[Stop, ...]) -> Packed:
    return Packed(NOBODY, "en", World(known=False, stops=stops), (), None, None)


def _holds_until(decision: Decision, at: datetime) -> datetime:
    """The last instant that was looked at; unknown where the answer does not show it."""
    if decision.outcome is Outcome.ALLOW:
        return at
    if decision.outcome is Outcome.DEFER and decision.next_at is not None:
        return max([decision.next_at, *(other.at for other in decision.alternatives)])
    return at + HORIZON


def _since(decision: Decision, simple: Plain) -> datetime | None:
    """The person's own date for the headline, where the shared world has a stand-in."""
    shown = decision.headline.params.get("since")
    return simple.real(datetime.fromisoformat(shown)) if shown else None


def _local(instant: datetime, decision: Decision, world: World) -> date:
    zone = decision.zones[0] if decision.zones else world.tz or "UTC"
    return instant.astimezone(ZoneInfo(zone)).date()


def _dated(decision: Decision, since: datetime) -> Decision:
    first, *others = decision.reasons
    params = {**first.params, "since": since.isoformat()}
    return replace(decision, reasons=(replace(first, params=params), *others))
