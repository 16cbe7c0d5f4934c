"""Thousands of people decided at once: one decision for all whose worlds are alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from customer_space.directory.models import PointKind
from customer_space.gate.bulk.columns import Columns, Row, load
from customer_space.gate.bulk.completing import Complete, completed
from customer_space.gate.bulk.glancing import Glance, Glancing, Key
from customer_space.gate.bulk.lawful import Lawful
from customer_space.gate.bulk.likeness import Plain, plain
from customer_space.gate.bulk.outlook import Outlook
from customer_space.gate.bulk.packing import Packed, Packer
from customer_space.gate.bulk.question import Question, Verdict
from customer_space.gate.bulk.rulebook import Rulebook
from customer_space.gate.bulk.sharing import Decisions, Shared, Who
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.bulk.stops import Forms, forms, stops_of
from customer_space.gate.bulk.wishes import Wishes
from customer_space.gate.bulk.world import Stop, World
from customer_space.gate.gathering import About
from customer_space.gate.snapshots import look
from customer_space.preferences.suppressions import Keys

NO_TEXTS: Mapping[UUID, str] = {}
NOBODY = UUID(int=0)
GONE = frozenset({"erased", "merged"})


class Batch(NamedTuple):
    """Some people on their way to their answers."""

    columns: Columns
    addresses: Mapping[UUID, str]
    locales: Mapping[UUID, str]
    glances: Mapping[UUID, Glance]
    answers: dict[UUID, Verdict]


class SetBased:
    """Answers one question for any number of people; the same answers as one by one."""

    def __init__(self, question: Question, keys: Keys, outlook: Outlook | None = None) -> None:
        """With an `outlook`, whoever is asked about is counted there, too."""
        self._question, self._keys, self._outlook = question, keys, outlook
        self._rulebook = Rulebook(question)
        self._lawful = Lawful(question)
        self._decisions = Decisions(question, self._rulebook)
        self._seen: dict[Key, Shared] = {}

    async def verdicts(
        self,
        ids: Sequence[UUID],
        addresses: Mapping[UUID, str] = NO_TEXTS,
        locales: Mapping[UUID, str] = NO_TEXTS,
    ) -> dict[UUID, Verdict]:
        """The answer for each of these people, who all exist.

        `addresses` are those (canonical) that people were named by; `locales` the languages that
        are asked for in place of their own.
        """
        if self._decisions.trim():
            self._seen.clear()
        columns = await load(self._question, ids, locales)
        glances = self._glances(columns, addresses)
        stops = await stops_of(((g.id, g.forms) for g in glances.values() if g.forms), self._keys)
        for stopped in stops:
            del glances[stopped]
        answers: dict[UUID, Verdict] = {}
        batch = Batch(columns, addresses, locales, glances, answers)
        first, alike = self._told(columns.people, batch)
        await self._look_closer(first, batch)
        others, waiting = self._told(alike, batch)
        await self._look_closer([*others, *waiting], batch)
        return answers

    def _told(self, people: Iterable[Row], batch: Batch) -> tuple[list[Row], list[Row]]:
        """Answer those who are like somebody seen before; of the others, who is to be looked at,
        and who waits because they are like one of these."""
        first: list[Row] = []
        waiting: list[Row] = []
        looking: set[Key] = set()
        for row in people:
            glance = batch.glances.get(row[0])
            if glance is None:
                first.append(row)
            elif verdict := self._known(glance):
                batch.answers[row[0]] = verdict
            elif glance.key in looking and glance.key not in self._seen:
                waiting.append(row)
            else:
                looking.add(glance.key)
                first.append(row)
        return first, waiting

    async def about_strangers(self, addresses: Sequence[str]) -> list[Verdict]:
        """The answer for each of these (canonical) addresses, which are nobody's we know."""
        named = [(UUID(int=n), _forms(address)) for n, address in enumerate(addresses)]
        stops = await stops_of(((n, form) for n, form in named if form), self._keys)
        return [
            self._verdict(_stranger(stops.get(n, ())))
            if form
            else await verdict_about(self._question, self._keys, None, address)
            for (n, form), address in zip(named, addresses, strict=True)
        ]

    def _glances(self, columns: Columns, addresses: Mapping[UUID, str]) -> dict[UUID, Glance]:
        glancing = Glancing(self._question, columns, self._lawful, self._rulebook)
        return {
            row[0]: glance
            for row in columns.people
            if (glance := glancing.at(row)) and _is_named(row, glance, addresses.get(row[0]))
        }

    def _known(self, glance: Glance) -> Verdict | None:
        """The answer, if somebody like them was looked at before."""
        shared = self._seen.get(glance.key)
        if shared is None or (glance.ends and glance.ends <= shared.holds_until):
            return None
        if self._outlook:
            if glance.ends and glance.ends < self._outlook.until:
                return None
            self._outlook.add(self._opens(shared, self._outlook))
        who = Who(glance.locale, glance.point, glance.ends)
        own = Plain(shared.world, glance.lines, glance.rules, glance.ends)
        return self._decisions.told(shared, who, own)

    async def _look_closer(self, people: Sequence[Row], batch: Batch) -> None:
        packer = Packer(self._question, batch.columns, self._rulebook)
        packed = [packer.packed(row).named_by(batch.addresses.get(row[0])) for row in people]
        await self._decisions.learn_names()
        usual = [each for each in packed if not each.odd]
        for each in await completed(usual, batch.columns, self._question, self._keys):
            id_ = each.packed.id
            batch.answers[id_] = self._verdict(each, batch.glances.get(id_))
        for id_ in (each.id for each in packed if each.odd):
            batch.answers[id_] = await self._alone(id_, batch)

    async def _alone(self, id_: UUID, batch: Batch) -> Verdict:
        if self._outlook:
            seen = await look(id_, self._keys, about=About(topic=self._question.topic))
            self._outlook.add(self._outlook.open_at(seen.snapshot, str(id_)))
        address, wishes = batch.addresses.get(id_), Wishes(locale=batch.locales.get(id_))
        return await verdict_about(self._question, self._keys, id_, address, wishes=wishes)

    def _verdict(self, each: Complete, glance: Glance | None = None) -> Verdict:
        packed = each.packed
        simple = plain(packed.world, self._question.at) if each.has_room else None
        shared = self._decisions.of(simple.world) if simple else None
        if self._outlook and packed.world.known:
            self._look_ahead(each, shared, simple, self._outlook)
        if simple is not None and shared is not None:
            if glance is not None:
                self._seen[glance.key] = shared
            if simple.first_end is None or simple.first_end > shared.holds_until:
                who = Who(packed.locale, packed.point, simple.first_end)
                return self._decisions.told(shared, who, simple)
        own = packed.world._replace(touches=each.touches)
        return self._decisions.alone(own, Who(packed.locale, packed.point))

    def _look_ahead(
        self, each: Complete, shared: Shared | None, simple: Plain | None, outlook: Outlook
    ) -> None:
        """Count when somebody is open: with all of their world, or by themselves."""
        world = each.packed.world
        ends = simple.first_end if simple else None
        if shared and (ends is None or ends >= outlook.until):
            outlook.add(self._opens(shared, outlook))
            return
        own = self._decisions.there(world._replace(touches=each.touches))
        outlook.add(outlook.open_at(own, world.id))

    def _opens(self, shared: Shared, outlook: Outlook) -> int:
        if shared.open_at is None:
            there = self._decisions.there(shared.world)
            shared.open_at = outlook.open_at(there, shared.world.id)
        return shared.open_at


def _is_named(person: Row, glance: Glance, address: str | None) -> bool:
    """Whether the address somebody was named by, if any, is the one we would choose.

    Of who is gone, nothing but that address counts.
    """
    return address is None or (person[2] not in GONE and glance.is_at(address))


def _forms(address: str) -> Forms | None:
    return forms(PointKind.EMAIL if "@" in address else PointKind.PHONE, address)


def _stranger(stops: tuple[Stop, ...]) -> Complete:
    return Complete(Packed(NOBODY, "en", World(known=False, stops=stops), (), None, None))
