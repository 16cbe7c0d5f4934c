"""What other wishes would have meant for the contacts there really were: replayed, nothing kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import MessageClass
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.parties import Consent, Touch, TouchState
from customer_space.gate.rules.reading import channels, rule_from
from customer_space.gate.rules.snapshot import Request, Snapshot
from customer_space.gate.rules.statements import Kind, Level, Rule
from customer_space.gate.snapshots import snapshot_of
from customer_space.preferences.queries import classes_of_topics, live_statements
from customer_space.preferences.suppressions import Keys
from customer_space.preferences.vocabulary import ASKING_CONSENT, ContactClass
from customer_space.preferences.wishes import Wish, clauses
from portal.clock import now

LAST = 12
BACK = timedelta(days=400)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Preview:
    """Of the last contacts, how many would have come, waited, or stayed away."""

    total: int
    came: int
    waited: int

    @property
    def stayed_away(self) -> int:
        return self.total - self.came - self.waited


async def preview(
    person_id: UUID, keys: Keys, *, wish: Wish | None = None, instead_of: UUID | None = None
) -> Preview:
    """The last twelve contacts under the present wishes, with `wish` said too or instead."""
    snapshot = await snapshot_of(person_id, keys, back=BACK)
    person = snapshot.persons[str(person_id)]
    dropped = {
        str(said.id) for said in await live_statements(person_id) if said.wish_id == instead_of
    }
    rules = [r for r in person.rules if r.id not in dropped and r.kind is not Kind.PAUSE]
    consents = [_since_ever(yes) for yes in snapshot.consents if yes.withdrawn is None]
    if wish is not None:
        classes = await classes_of_topics()
        rules += _rules(wish, classes)
        consents += _yeses(wish, classes, str(person_id))
    imagined = replace(
        snapshot,
        persons={person.id: replace(person, rules=tuple(rules))},
        consents=tuple(consents),
    )
    return replay(imagined, person.id)


def replay(snapshot: Snapshot, person: str) -> Preview:
    """Judge the person's last twelve contacts again, each after those that would have come."""
    contacts = [touch for touch in snapshot.touches if _is_contact(touch, person)]
    last = contacts[-LAST:]
    came = [touch for touch in snapshot.touches if touch not in last]
    waited = 0
    for touch in last:
        world = replace(snapshot, touches=tuple(came))
        outcome = decide(world, _again(touch), touch.at).outcome
        if outcome is Outcome.ALLOW:
            came.append(touch)
        waited += outcome is Outcome.DEFER
    return Preview(len(last), sum(touch in came for touch in last), waited)


def _is_contact(touch: Touch, person: str) -> bool:
    past = touch.state is TouchState.DONE and not touch.inbound and touch.person == person
    return past and touch.message_class is not MessageClass.ESSENTIAL


def _again(touch: Touch) -> Request:
    return Request(
        channel=touch.channel,
        message_class=touch.message_class,
        at=touch.at,
        sender=touch.sender or "",
        person=touch.person,
        account=touch.account,
        topic=touch.topic,
        weight=touch.weight,
    )


def _rules(wish: Wish, classes: dict[str, ContactClass]) -> list[Rule]:
    return [
        rule_from(
            {
                **clause.params,
                "type": clause.kind.value,
                "id": f"wish:{number}",
                "set_at": now().isoformat(),
                "channels": clause.channels,
                "topics": clause.topics,
                "classes": clause.classes,
            },
            Level.PERSON,
        )
        for number, clause in enumerate(clauses(wish, classes))
    ]


def _yeses(wish: Wish, classes: dict[str, ContactClass], person: str) -> Iterable[Consent]:
    topics = frozenset(topic for topic in wish.topics if classes[topic] in ASKING_CONSENT)
    if not wish.may or not topics:
        return []
    return [
        Consent(person=person, given=EVER, topics=topics, channels=channels(wish.channels) or None)
    ]


def _since_ever(yes: Consent) -> Consent:
    return replace(yes, given=EVER)


def in_words(found: Preview) -> Sequence[str]:
    """The preview in sentences."""
    if not found.total:
        return ["There has been no contact yet to compare this with."]
    sentences = [f"With this, {found.came} of your last {found.total} contacts would have come."]
    if found.waited:
        sentences.append(f"{found.waited} would have waited for a permitted time.")
    if found.stayed_away:
        sentences.append(f"{found.stayed_away} would not have come at all.")
    return sentences
