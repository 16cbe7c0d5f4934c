"""What both said becomes what one said: the strictest holds, and nothing is allowed anew.

Ledgers only grow, so that the other's denials, limits and withdrawals are said once more for the
kept record. What only the other allowed has to be allowed again by the person.
"""

from typing import Any
from uuid import UUID

from auth.models import Person
from customer_space.preferences.consents import record, standing_of
from customer_space.preferences.models import (
    ConsentBasis,
    ConsentEvent,
    ConsentKind,
    ConsentMethod,
    Statement,
)
from customer_space.preferences.queries import live_statements
from customer_space.preferences.vocabulary import Channel, StatementKind
from portal.clock import now
from portal.ids import new_id

EVERYWHERE = [channel.value for channel in Channel]


async def unite(kept: Person, gone: Person, merge_id: UUID, by: Person) -> dict[str, Any]:
    """Say for the kept record what narrows the other's; returns what takes it back."""
    narrowing = [
        said for said in await live_statements(gone.id) if said.kind is not StatementKind.ALLOW
    ]
    again = [_again(said, kept, merge_id) for said in narrowing]
    await Statement.bulk_create(again)
    return {
        "statements": [str(said.id) for said in again],
        **await _unite_consents(kept, gone, merge_id, by),
    }


async def part(kept: Person, undo: dict[str, Any], merge_id: UUID, by: Person) -> None:
    """Take it back, where the person has not spoken about it since."""
    for said in await live_statements(kept.id):
        if str(said.id) in undo["statements"]:
            await Statement.create(
                level=said.level, party_id=kept.id, set_by_id=by.id, set_at=now(),
                kind=StatementKind.LIFT, wish_id=said.wish_id, replaces_id=said.id,
            )  # fmt: skip
    last = await ConsentEvent.filter(person_id=kept.id).order_by("-seq").first()
    if last is None or last.actor.get("merge") != str(merge_id):
        return
    actor = {"unmerge": str(merge_id), "admin": str(by.id)}
    if undo["objected"]:
        await _record(kept, ConsentKind.OBJECTION_LIFTED, actor)
    for yes in undo["withdrawn"]:
        await record(
            kept.id, ConsentKind.RENEWED, topic=yes["topic"], channels=[yes["channel"]],
            method=ConsentMethod.API, actor=actor, basis=ConsentBasis(yes["basis"]),
        )  # fmt: skip


async def _unite_consents(kept: Person, gone: Person, merge_id: UUID, by: Person) -> dict[str, Any]:
    mine, theirs = await standing_of(kept.id), await standing_of(gone.id)
    actor = {"merge": str(merge_id), "admin": str(by.id)}
    ended = {(yes.topic, yes.channel) for yes in theirs.yeses if yes.withdrawn}
    ended -= {(yes.topic, yes.channel) for yes in theirs.live(now())}
    withdrawn = [
        yes for yes in mine.live(now()) if (yes.topic, yes.channel) in ended and yes.expires is None
    ]
    for yes in withdrawn:
        await record(
            kept.id, ConsentKind.WITHDRAWN, topic=yes.topic, channels=[yes.channel],
            method=ConsentMethod.API, actor=actor,
        )  # fmt: skip
    objected = theirs.objected_at is not None and mine.objected_at is None
    if objected:
        await _record(kept, ConsentKind.OBJECTED, actor)
    return {
        "objected": objected,
        "withdrawn": [
            {"topic": yes.topic, "channel": yes.channel, "basis": yes.basis} for yes in withdrawn
        ],
    }


async def _record(person: Person, kind: ConsentKind, actor: dict[str, str]) -> None:
    await record(
        person.id,
        kind,
        topic=None,
        channels=EVERYWHERE,
        method=ConsentMethod.API,
        actor=actor,
        basis=ConsentBasis.LEGITIMATE_INTEREST,
    )


def _again(said: Statement, kept: Person, merge_id: UUID) -> Statement:
    return Statement(
        id=new_id(),
        level=said.level,
        party_id=kept.id,
        set_by_id=said.set_by_id,
        set_at=now(),
        kind=said.kind,
        channels=said.channels,
        topics=said.topics,
        senders=said.senders,
        classes=said.classes,
        params=said.params | {"merge": str(merge_id)},
        effective_from=said.effective_from,
        effective_to=said.effective_to,
    )
