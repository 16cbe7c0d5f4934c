"""What pages and the gate read of wishes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from customer_space.preferences.models import ContactTopic, Statement
from customer_space.preferences.sentences import sentence
from customer_space.preferences.vocabulary import ContactClass, StatementKind
from customer_space.preferences.wishes import Clause, Wish, wish_of
from portal.clock import now

ALL_OFF = Clause(StatementKind.DENY, None, None)
UNDO_FOR = timedelta(minutes=30)
SENTENCES = frozenset(
    {
        StatementKind.ALLOW,
        StatementKind.DENY,
        StatementKind.WINDOW,
        StatementKind.QUIET,
        StatementKind.CAP,
    }
)


@dataclass(frozen=True)
class Spoken:
    """A wish as a page shows it."""

    id: UUID
    wish: Wish
    words: str
    since: datetime


@dataclass(frozen=True)
class Wishes:
    """All that one person has said."""

    person_id: UUID
    spoken: Sequence[Spoken]
    removed: Spoken | None
    """Taken back a moment ago: can be put back."""
    paused: bool
    paused_until: datetime | None
    off_since: datetime | None
    """When everything was switched off, if it is; what was said later holds all the same."""

    @property
    def is_off(self) -> bool:
        return self.off_since is not None


async def topics() -> list[ContactTopic]:
    """The catalogue, in its order."""
    return await ContactTopic.all().order_by("position")


async def public_topics() -> list[ContactTopic]:
    """Those a wish can name."""
    return await ContactTopic.filter(is_public=True).order_by("position")


async def classes_of_topics() -> dict[str, ContactClass]:
    """Each topic's class."""
    return {topic.key: topic.message_class for topic in await topics()}


async def live_statements(party_id: UUID) -> list[Statement]:
    """What a person (account, point) has said and not taken back, the oldest first."""
    return (
        await Statement.filter(party_id=party_id, replaced_by=None)
        .exclude(kind=StatementKind.LIFT)
        .order_by("set_at", "id")
    )


async def owner_of_wish(wish_id: UUID) -> UUID | None:
    """The person a wish is about."""
    said = await Statement.filter(wish_id=wish_id).first()
    return said.party_id if said else None


async def wishes_of(person_id: UUID) -> Wishes:
    """All a person has said, as pages show it."""
    statements = await live_statements(person_id)
    titles = {topic.key: topic.title for topic in await topics()}
    pauses = [said for said in statements if said.kind is StatementKind.PAUSE]
    until = pauses[-1].params["until"] if pauses else None
    ends = datetime.fromisoformat(until) if until else None
    plain = [said for said in statements if said.kind in SENTENCES and not is_off(said)]
    return Wishes(
        person_id=person_id,
        spoken=_spoken(plain, titles),
        removed=await _removed(person_id, {said.wish_id for said in statements}, titles),
        paused=bool(pauses) and (ends is None or ends > now()),
        paused_until=ends,
        off_since=max((said.set_at for said in statements if is_off(said)), default=None),
    )


def is_off(said: Statement) -> bool:
    """Whether this is "everything off"."""
    named = (said.channels, said.topics, said.senders, said.classes)
    return said.kind is StatementKind.DENY and not any(named)


def _spoken(statements: Iterable[Statement], titles: dict[str, str]) -> list[Spoken]:
    by_wish: dict[UUID, list[Statement]] = defaultdict(list)
    for said in statements:
        by_wish[said.wish_id].append(said)
    found = []
    for wish_id, group in by_wish.items():
        wish = wish_of(group)
        since = max(said.set_at for said in group)
        found.append(Spoken(wish_id, wish, sentence(wish, titles), since))
    return sorted(found, key=lambda spoken: spoken.id)


async def _removed(person_id: UUID, live: set[UUID], titles: dict[str, str]) -> Spoken | None:
    lift = (
        await Statement.filter(
            party_id=person_id, kind=StatementKind.LIFT, set_at__gt=now() - UNDO_FOR
        )
        .exclude(wish_id__in=live)
        .order_by("-set_at")
        .first()
    )
    if lift is None:
        return None
    group = await Statement.filter(
        wish_id=lift.wish_id, kind__in=SENTENCES, replaced_by__set_at=lift.set_at
    )
    return next(iter(_spoken([said for said in group if not is_off(said)], titles)), None)
