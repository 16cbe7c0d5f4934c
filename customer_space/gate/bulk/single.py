"""One recipient at a time, with everything that is known of them: the measure of all else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customer_space.gate.bulk.names import names_in
from customer_space.gate.bulk.question import Question, Verdict, headline, verdict_of
from customer_space.gate.bulk.wishes import NO_WISHES, Wishes
from customer_space.gate.gathering import About
from customer_space.gate.packs.places import law, packs_for
from customer_space.gate.rules.channels import Channel
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Touch
from customer_space.gate.rules.snapshot import Snapshot
from customer_space.gate.snapshots import look, snapshot_of_nobody
from customer_space.preferences.suppressions import Keys


class Slot(NamedTuple):
    """A place that an earlier row of the same audience took; `weight` None: the channel's."""

    at: datetime
    channel: Channel
    weight: int | None = None


async def verdict_about(
    question: Question,
    keys: Keys,
    person: UUID | None,
    address: str | None = None,
    *,
    slots: Iterable[Slot] = (),
    wishes: Wishes = NO_WISHES,
) -> Verdict:
    """The gate's answer for one; `person` None: the address is nobody's we know.

    `slots` are the places that earlier rows of the same audience took; of the `wishes` of a row
    those count that are not in its question.
    """
    if person is None:
        decision = decide(
            await snapshot_of_nobody(address or "", keys),
            question.request(None, address),
            question.now,
        )
        locale = wishes.locale or "en"
        return verdict_of(
            decision, headline(decision, question, zone=None, locale=locale, names={})
        )
    about = About(topic=question.topic)
    seen = await look(person, keys, account_id=question.account, about=about)
    taken = tuple(_taken(question, str(person), slot) for slot in slots)
    snapshot = replace(seen.snapshot, touches=seen.snapshot.touches + taken)
    snapshot = _as_wished(snapshot, str(person), question, wishes)
    decision = decide(snapshot, question.request(str(person), address), question.now)
    point = snapshot.persons[str(person)].point_for.get(question.channel, "")
    words = headline(
        decision,
        question,
        zone=seen.person.tz,
        locale=wishes.locale or seen.person.locale,
        names=await names_in(decision),
    )
    return verdict_of(decision, words, None if ":" in point or not point else UUID(point))


def _as_wished(snapshot: Snapshot, person: str, question: Question, wishes: Wishes) -> Snapshot:
    if wishes.country:
        there = law(packs_for((wishes.country, None), snapshot.persons[person].tz, ()))
        snapshot = replace(
            snapshot,
            law=tuple(dict.fromkeys((*snapshot.law, *there.rules))),
            requires=tuple(dict.fromkeys((*snapshot.requires, *there.requires))),
        )
    if wishes.contact_point and str(wishes.contact_point) in snapshot.points:
        known = snapshot.persons[person]
        points = {**known.point_for, question.channel: str(wishes.contact_point)}
        chosen = replace(known, point_for=points)
        snapshot = replace(snapshot, persons={**snapshot.persons, person: chosen})
    return snapshot


def _taken(question: Question, person: str, slot: Slot) -> Touch:
    return Touch(
        at=slot.at,
        channel=slot.channel,
        message_class=question.message_class,
        person=person,
        topic=question.topic,
        sender=question.by.id,
        weight=slot.weight,
    )
