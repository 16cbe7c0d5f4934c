"""Asking the pure core: the world is loaded, the clock read, the answer put into words."""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple
from uuid import UUID

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.directory.models import ContactPointLink
from customer_space.gate.gathering import About, Hat
from customer_space.gate.imagining import WhatIf, imagined
from customer_space.gate.models import Direction, Reservation, Touch
from customer_space.gate.questions.permits import permits_for
from customer_space.gate.requests import Asked, Asker, class_in, class_of
from customer_space.gate.rules.answer import Decision as Verdict
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import MessageClass
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Permit
from customer_space.gate.rules.snapshot import Request, Snapshot
from customer_space.gate.snapshots import Seen, look, snapshot_of_nobody
from customer_space.gate.spoken import in_words
from customer_space.preferences.models import ContactTopic
from customer_space.preferences.suppressions import Keys, forms_of
from portal.clock import now
from portal.errors import Invalid

THREAD_LIVES = timedelta(days=14)


@dataclass(frozen=True)
class Weighed:
    """A question with its answer, not yet written down.

    `words` are for the customer, `told` the same in the language of whoever asked.
    """

    asked: Asked
    by: Asker
    person: Person | None
    account: Hat | None
    topic: ContactTopic
    request: Request
    verdict: Verdict
    words: dict[str, str]
    told: dict[str, str]
    at: datetime
    latency_us: int
    snapshot: Snapshot
    point_id: UUID | None = None
    seats: tuple[UUID, ...] = ()
    hold: Reservation | None = None
    """The sender's own place, which does not stand in their way."""
    waits: bool = False
    """Whether the sender waits for a place with this person."""

    @property
    def message_class(self) -> MessageClass:
        return self.request.message_class

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The verdict as JSON values; read only."""
        return self.verdict.as_json()


class Own(Enum):
    """Which place that the sender holds does not count against them."""

    NONE = "none"
    SAME = "for just this: the same channel, the same topic"
    ANY = "any"


async def weigh(
    asked: Asked,
    *,
    by: Asker,
    keys: Keys,
    spent_on: UUID | None = None,
    own: Own = Own.NONE,
    what_if: WhatIf | None = None,
) -> Weighed:
    """The gate's answer to a question; writes nothing.

    What the rules forbid, a yes to just this contact allows; `spent_on` is the decision that may
    have used such a yes.

    Raises:
        Invalid: for who or what there is not, and for what cannot be imagined.
    """
    around = await _around(asked, by, keys, own)
    asked, person = around.asked, around.person
    request = asked.request(by, around.message_class, person.id if person else None)
    snapshot = imagined(around.snapshot, request, what_if) if what_if else around.snapshot
    await _check_reply(asked, person.id if person else None)
    at, started = now(), time.perf_counter_ns()
    verdict = decide(snapshot, request, at)
    spent = (time.perf_counter_ns() - started) // 1000
    if person is not None and verdict.outcome is not Outcome.ALLOW:
        yes = await _allowed_once(snapshot, request, at, spent_on)
        asked, verdict = (replace(asked, permit_id=yes[0]), yes[1]) if yes else (asked, verdict)
    words, told = await _said(verdict, by, (asked, around.topic, around.account, person))
    known = snapshot.persons.get(request.person or "")
    point = _uuid(known.point_for.get(asked.channel) if known else None)
    return Weighed(
        asked, by, person, around.account, around.topic, request, verdict, words, told, at, spent,
        snapshot, point, around.seats, around.hold, around.waits,
    )  # fmt: skip


class _Around(NamedTuple):
    """What a question is weighed in; nobody where the recipient is not known here."""

    asked: Asked
    topic: ContactTopic
    message_class: MessageClass
    snapshot: Snapshot
    person: Person | None = None
    account: Hat | None = None
    hold: Reservation | None = None
    seats: tuple[UUID, ...] = ()
    waits: bool = False


async def _around(asked: Asked, by: Asker, keys: Keys, own: Own) -> _Around:
    person_id = await recipient_of(asked)
    if person_id is None:
        topic, message_class = await class_of(asked)
        return _Around(asked, topic, message_class, await _nobodys_world(asked, keys))
    about = About(asked.topic, asked.template, by.id)
    seen = await look(person_id, keys, account_id=asked.account_id, about=about)
    topic, message_class = class_in(seen.topic, asked)
    hold = _hold(seen, asked, own)
    return _Around(
        replace(asked, reservation_id=hold.id) if hold else asked,
        topic, message_class, seen.snapshot, seen.person, _hat(seen, asked),
        hold, seen.seats, by.id in seen.claimants,
    )  # fmt: skip


def _hold(seen: Seen, asked: Asked, own: Own) -> Reservation | None:
    this = (asked.channel, asked.topic)
    mine = (held for held in seen.held if own is Own.ANY or (held.channel, held.topic) == this)
    return None if own is Own.NONE else next(mine, None)


async def _allowed_once(
    snapshot: Snapshot, request: Request, at: datetime, spent_on: UUID | None
) -> tuple[UUID, Verdict] | None:
    for permit in await permits_for(request, spent_on):
        once = _decide_with(permit, snapshot, request, at)
        if once.outcome is Outcome.ALLOW:
            return UUID(permit.id), once
    return None


async def _nobodys_world(asked: Asked, keys: Keys) -> Snapshot:
    if asked.account_id and not await Account.exists(id=asked.account_id):
        raise Invalid({"account_id": "There is no such account."})
    return await snapshot_of_nobody(asked.address or "", keys)


def _hat(seen: Seen, asked: Asked) -> Hat | None:
    return next((hat for hat in seen.hats if hat.id == asked.account_id), None)


def weigh_with(weighed: Weighed, permit: Permit) -> Verdict:
    """What the gate would say if the recipient had given this permit."""
    return _decide_with(permit, weighed.snapshot, weighed.request, weighed.at)


def _decide_with(permit: Permit, snapshot: Snapshot, request: Request, at: datetime) -> Verdict:
    world = replace(snapshot, permits=(permit,))
    return decide(world, replace(request, permit=permit.id), at)


async def judged_anew(weighed: Weighed, verdict: Verdict) -> Weighed:
    """The same question with another verdict, and the words that go with it."""
    about = (weighed.asked, weighed.topic, weighed.account, weighed.person)
    words, told = await _said(verdict, weighed.by, about)
    return replace(weighed, verdict=verdict, words=words, told=told)


async def _said(
    verdict: Verdict, by: Asker, about: tuple[Asked, ContactTopic, Hat | None, Person | None]
) -> tuple[dict[str, str], dict[str, str]]:
    words = await in_words(verdict, *about)
    if by.locale is None:
        return words, words
    return words, await in_words(verdict, *about, locale=by.locale)


async def recipient_of(asked: Asked) -> UUID | None:
    """Whom the question is about; None for an address that is nobody's, or several people's.

    They need no seat in the account: somebody who is invited has none yet, nor has a contact.

    Raises:
        Invalid: without a recipient.
    """
    if asked.person_id is None and asked.address is None:
        raise Invalid({"recipient": "Say who is to be reached: a person or an address."})
    return asked.person_id or await _person_at(asked.address or "")


async def _person_at(address: str) -> UUID | None:
    try:
        form, _ = forms_of(address)
    except ValueError as error:
        raise Invalid({"address": str(error)}) from error
    value = form.partition(":")[2]
    found = set(
        await ContactPointLink.filter(contact_point__value=value, valid_to=None).values_list(
            "person_id", flat=True
        )
    ) | set(await Person.filter(email=value).values_list("id", flat=True))
    return UUID(str(found.pop())) if len(found) == 1 else None


async def _check_reply(asked: Asked, person_id: UUID | None) -> None:
    """An answer is one only to what the person themselves said in the last 14 days."""
    if asked.in_reply_to is None:
        return
    since = now() - THREAD_LIVES
    theirs = Touch.filter(
        id=asked.in_reply_to, person_id=person_id, direction=Direction.IN, occurred_at__gt=since
    )
    if not await theirs.exists():
        raise Invalid({"in_reply_to": "They have not written to you in the last 14 days."})


def _uuid(point: str | None) -> UUID | None:
    """A directory point's id; the sign-in address has none."""
    return UUID(point) if point and ":" not in point else None


@lru_cache(maxsize=1)
def tzdb_version() -> str:
    """Which time-zone data decisions are made with."""
    return version("tzdata")
