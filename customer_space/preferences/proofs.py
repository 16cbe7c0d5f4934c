"""Statement and proof never drift apart: what is said of wishes is written to the ledger too."""

from collections.abc import Iterable
from typing import Any

from customer_space.accounts.models import Member
from customer_space.preferences.consents import record, standing_of
from customer_space.preferences.models import ConsentKind, ConsentMethod, Statement
from customer_space.preferences.queries import classes_of_topics
from customer_space.preferences.vocabulary import ASKING_CONSENT, Channel, StatementKind
from portal.clock import now


async def keep_proofs(statements: Iterable[Statement], by: Member) -> None:
    """A yes for each named topic that needs one; a withdrawal of all that a denial covers."""
    actor = {"self": str(by.person_id), "side": by.side.value}
    for said in statements:
        if said.kind is StatementKind.ALLOW:
            await _give(said, actor)
        elif said.kind is StatementKind.DENY:
            await take_back(said, actor=actor)


async def take_back(
    said: Statement, *, actor: dict[str, Any], method: ConsentMethod | None = None
) -> None:
    """Withdraw every live yes that the statement's topics and channels cover."""
    usual = ConsentMethod.IMPORT if "import" in actor else ConsentMethod.PORTAL
    standing = await standing_of(said.party_id)
    covered: dict[str, list[str]] = {}
    for yes in standing.live(now()):
        if _names(said.topics, yes.topic) and _names(said.channels, yes.channel):
            covered.setdefault(yes.topic, []).append(yes.channel)
    for topic, channels in sorted(covered.items()):
        await record(
            said.party_id,
            ConsentKind.WITHDRAWN,
            topic=topic,
            channels=channels,
            method=method or usual,
            actor=actor,
            evidence={"statement": str(said.id)},
        )


async def _give(said: Statement, actor: dict[str, Any]) -> None:
    classes = await classes_of_topics()
    for topic in said.topics or ():
        if classes[topic] in ASKING_CONSENT:
            await record(
                said.party_id,
                ConsentKind.GIVEN,
                topic=topic,
                channels=said.channels or [channel.value for channel in Channel],
                method=ConsentMethod.PORTAL,
                actor=actor,
                evidence={"statement": str(said.id)},
            )


def _names(narrowing: list[str] | None, name: str) -> bool:
    return narrowing is None or name in narrowing
