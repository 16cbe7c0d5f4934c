"""Less contact, said without signing in: by a mail's link, a reply, a complaint. Only narrows.

Each of these holds at once, and again changes nothing; what they say stands on the person's
contact page like any other sentence of theirs, and only there can it be taken back.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.accounts.models import Member
from customer_space.preferences.locks import lock_person
from customer_space.preferences.models import ConsentMethod, ContactTopic, Level, Statement
from customer_space.preferences.proofs import take_back
from customer_space.preferences.queries import ALL_OFF, live_statements
from customer_space.preferences.vocabulary import (
    ROLLING,
    Channel,
    ContactClass,
    Per,
    StatementKind,
)
from customer_space.preferences.wishes import Clause
from portal.clock import now
from portal.database import rows, transaction
from portal.ids import new_id
from portal.live import announce

NEARLY = timedelta(days=1)
ADVERTISING = sorted(
    {ContactClass.MARKETING.value, ContactClass.RELATIONSHIP.value, ContactClass.RESEARCH.value}
)


@dataclass(frozen=True)
class Heard:
    """How it reached us; kept with the statement as its proof."""

    method: ConsentMethod
    evidence: dict[str, str] = field(default_factory=dict)


@transaction
async def stop_topics(
    topics: Collection[str], channel: Channel | None, *, by: Person, heard: Heard
) -> bool:
    """No more about these, by this channel (None: by any), and every yes to it withdrawn.

    Returns whether anything changed: it does not if the same was said, and no allow since.
    """
    await lock_person(by.id)
    channels = [channel.value] if channel else None
    return await _say([Clause(StatementKind.DENY, channels, sorted(topics))], by, heard)


@transaction
async def stop_advertising(channel: Channel, *, by: Person, heard: Heard) -> bool:
    """Nothing but essential and service messages by this channel, where no topic was named."""
    await lock_person(by.id)
    return await _say([Clause(StatementKind.DENY, [channel.value], None, ADVERTISING)], by, heard)


@transaction
async def limit_topics(topics: Collection[ContactTopic], *, by: Person, heard: Heard) -> bool:
    """At most one contact a month about these by e-mail."""
    await lock_person(by.id)
    once = {"max": 1, "window": {"rolling": ROLLING[Per.MONTH]}, "unit": "contacts"}
    clause = Clause(
        StatementKind.CAP,
        [Channel.EMAIL.value],
        sorted(topic.key for topic in topics),
        sorted({topic.message_class.value for topic in topics}),
        once,
    )
    return await _say([clause], by, heard)


@transaction
async def send_elsewhere(topics: Collection[str], to: Channel, *, by: Person, heard: Heard) -> bool:
    """Not by e-mail but by `to`. It allows nothing there that was not allowed before."""
    await lock_person(by.id)
    named = sorted(topics)
    return await _say(
        [
            Clause(StatementKind.DENY, [Channel.EMAIL.value], named),
            Clause(StatementKind.REDIRECT, [Channel.EMAIL.value], named, None, {"to": to.value}),
        ],
        by,
        heard,
    )


@transaction
async def pause_until(until: datetime, *, by: Person, heard: Heard) -> bool:
    """No contact but service until then; a pause that lasts about as long already stays."""
    await lock_person(by.id)
    pauses = [s for s in await live_statements(by.id) if s.kind is StatementKind.PAUSE]
    if any((_ends(said) or until) >= until - NEARLY for said in pauses):
        return False
    params = {"from": now().isoformat(), "until": until.isoformat()}
    await _add([Clause(StatementKind.PAUSE, None, None, None, params)], by, heard)
    return True


@transaction
async def stop_everything(*, by: Person, heard: Heard) -> bool:
    """Everything off, every yes withdrawn. What is essential and service still comes."""
    await lock_person(by.id)
    return await _say([ALL_OFF], by, heard)


async def tell_of_wishes(person_id: UUID) -> None:
    """Note that the wishes changed, and tell every space the person sits in."""
    await rows("update person set prefs_version = prefs_version + 1 where id = $1", person_id)
    members = Member.filter(person_id=person_id, left_at=None).select_related("account")
    for member in await members.order_by("account_id"):
        await announce(member.account.topic, "preferences.wishes_changed", person_id)


async def _say(clauses: Collection[Clause], by: Person, heard: Heard) -> bool:
    live = await live_statements(by.id)
    if all(_stands(clause, live) for clause in clauses):
        return False
    await _add(clauses, by, heard)
    return True


def _stands(clause: Clause, live: Collection[Statement]) -> bool:
    """Whether this was said already, and nothing allowed since that names it."""
    said = [s.set_at for s in live if _is(clause, s)]
    allowed = (s for s in live if s.kind is StatementKind.ALLOW and _touches(s, clause))
    return bool(said) and all(allow.set_at <= max(said) for allow in allowed)


def _is(clause: Clause, said: Statement) -> bool:
    named = (said.kind, said.channels, said.topics, said.classes)
    limits = ("max", "window", "to")
    return named == (clause.kind, clause.channels, clause.topics, clause.classes) and all(
        said.params.get(name) == clause.params.get(name) for name in limits
    )


def _touches(allow: Statement, clause: Clause) -> bool:
    return all(
        mine is None or theirs is None or set(mine) & set(theirs)
        for mine, theirs in ((allow.channels, clause.channels), (allow.topics, clause.topics))
    )


async def _add(clauses: Collection[Clause], by: Person, heard: Heard) -> None:
    wish_id, at = new_id(), now()
    proof: dict[str, Any] = {**heard.evidence, "source": heard.method.value}
    for clause in clauses:
        statement = await Statement.create(
            level=Level.PERSON,
            party_id=by.id,
            set_by=by,
            set_at=at,
            kind=clause.kind,
            channels=clause.channels,
            topics=clause.topics,
            classes=clause.classes,
            params={**proof, **clause.params},
            wish_id=wish_id,
        )
        if clause.kind is StatementKind.DENY:
            await take_back(statement, actor={"self": str(by.id), **proof}, method=heard.method)
    await tell_of_wishes(by.id)


def _ends(pause: Statement) -> datetime | None:
    until = pause.params.get("until")
    return datetime.fromisoformat(until) if until else None
