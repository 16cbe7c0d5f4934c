"""Saying, changing and taking back what one wishes. Each person for themselves."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from auth.models import Person
from customer_space.accounts.models import Member
from customer_space.accounts.rights import Right
from customer_space.preferences.locks import lock_person
from customer_space.preferences.models import Level, Statement
from customer_space.preferences.proofs import keep_proofs, take_back
from customer_space.preferences.queries import (
    ALL_OFF,
    classes_of_topics,
    live_statements,
    owner_of_wish,
)
from customer_space.preferences.vocabulary import StatementKind
from customer_space.preferences.wishes import Clause, Wish, clauses
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed, NotFound
from portal.ids import new_id
from portal.live import announce

MOST_WISHES = 40


@transaction
async def make_wish(wish: Wish, *, by: Member) -> UUID:
    """Add a sentence; returns its id. An allow of a topic that needs a yes is kept as one.

    Raises:
        Invalid: for an unknown topic, or beyond 40 sentences.
    """
    await _begin(by)
    wish_id = new_id()
    if len({said.wish_id for said in await live_statements(by.person_id)}) >= MOST_WISHES:
        raise Invalid({"form": f"{MOST_WISHES} sentences are the most we keep. Remove one first."})
    await _say(wish, wish_id, by)
    return await _said(by, wish_id)


@transaction
async def change_wish(wish_id: UUID, wish: Wish, *, by: Member) -> UUID:
    """Put another sentence in the place of one's own."""
    await _begin(by)
    await _lift(await _own(wish_id, by), by)
    await _say(wish, wish_id, by)
    return await _said(by, wish_id)


@transaction
async def remove_wish(wish_id: UUID, *, by: Member) -> None:
    """Take a sentence back (also a pause, also "everything off")."""
    await _begin(by)
    await _lift(await _own(wish_id, by), by)
    await _said(by, wish_id)


@transaction
async def put_back(wish_id: UUID, *, by: Member) -> None:
    """Undo the last change or removal of a sentence.

    Raises:
        Conflict: if there is nothing to put back.
    """
    await _begin(by)
    await _owned(wish_id, by)
    lifts = await Statement.filter(wish_id=wish_id, kind=StatementKind.LIFT).order_by("-set_at")
    last = [lift for lift in lifts if lift.set_at == lifts[0].set_at]
    before = await Statement.filter(id__in=[lift.replaces_id for lift in last])
    if not before:
        raise Conflict("There is nothing to put back.")
    current = [said for said in await live_statements(by.person_id) if said.wish_id == wish_id]
    await _lift(current, by)
    await _add([_clause_of(said) for said in before], wish_id, by)
    await _said(by, wish_id)


@transaction
async def pause(until: datetime | None, *, by: Member) -> UUID:
    """No contact but service until then; None: until the person resumes. A new one replaces it."""
    await _begin(by)
    if until is not None and until <= now():
        raise Invalid({"until": "A pause ends after it begins: choose a later day."})
    await _lift(await _of_kind(by, StatementKind.PAUSE), by)
    wish_id, at = new_id(), now()
    params = {"from": at.isoformat(), "until": until.isoformat() if until else None}
    await _add([Clause(StatementKind.PAUSE, None, None, None, params)], wish_id, by)
    return await _said(by, wish_id)


@transaction
async def resume(*, by: Member) -> None:
    """End the pause. Says nothing to anybody."""
    await _begin(by)
    await _lift(await _of_kind(by, StatementKind.PAUSE), by)
    await _said(by, by.person_id)


@transaction
async def switch_off(*, by: Member) -> UUID:
    """Everything off: one denial that names nothing, and every yes withdrawn."""
    await _begin(by)
    for said in await live_statements(by.person_id):
        if _is_off(said):
            return UUID(str(said.wish_id))
    wish_id = new_id()
    await _add([ALL_OFF], wish_id, by)
    return await _said(by, wish_id)


@transaction
async def switch_on(*, by: Member) -> None:
    """Take "everything off" back: the sentences that stand hold again, their yeses anew."""
    await _begin(by)
    live = await live_statements(by.person_id)
    off = [said for said in live if _is_off(said)]
    await _lift(off, by)
    await keep_proofs([said for said in live if said.kind is StatementKind.ALLOW], by)
    await _said(by, by.person_id)


@transaction
async def note_opt_out(
    person: Person, channels: Iterable[str], *, source: str, by: Person | None = None
) -> None:
    """Another system says they want no advertising by these channels: a denial, kept as theirs."""
    await lock_person(person.id)
    statement = await Statement.create(
        level=Level.PERSON,
        party_id=person.id,
        set_by=by or person,
        set_at=now(),
        kind=StatementKind.DENY,
        channels=sorted(channels),
        classes=["marketing", "relationship", "research"],
        params={"source": source},
    )
    await take_back(statement, actor={"import": source})


async def _begin(by: Member) -> None:
    if not by.may(Right.SET_OWN_CONTACT):
        raise NotAllowed
    await lock_person(by.person_id)


async def _own(wish_id: UUID, by: Member) -> list[Statement]:
    """The live statements of one's own wish."""
    await _owned(wish_id, by)
    found = [said for said in await live_statements(by.person_id) if said.wish_id == wish_id]
    if not found:
        raise Conflict("This sentence was taken back already.")
    return found


async def _owned(wish_id: UUID, by: Member) -> None:
    owner = await owner_of_wish(wish_id)
    if owner == by.person_id:
        return
    if owner and await Member.exists(person_id=owner, account_id=by.account_id, left_at=None):
        raise NotAllowed("Only the person a wish is about can change it.")
    raise NotFound


async def _of_kind(by: Member, kind: StatementKind) -> list[Statement]:
    return [said for said in await live_statements(by.person_id) if said.kind is kind]


async def _say(wish: Wish, wish_id: UUID, by: Member) -> None:
    classes = await classes_of_topics()
    if unknown := wish.topics - classes.keys():
        raise Invalid({"topics": f"There is no topic named {', '.join(sorted(unknown))}."})
    await _add(clauses(wish, classes), wish_id, by)


async def _add(made: Iterable[Clause], wish_id: UUID, by: Member) -> None:
    at = now()
    statements = [
        Statement(
            level=Level.PERSON,
            party_id=by.person_id,
            set_by_id=by.person_id,
            set_at=at,
            kind=clause.kind,
            channels=clause.channels,
            topics=clause.topics,
            classes=clause.classes,
            params=clause.params,
            wish_id=wish_id,
        )
        for clause in made
    ]
    await Statement.bulk_create(statements)
    await keep_proofs(statements, by)


async def _lift(statements: Iterable[Statement], by: Member) -> None:
    at = now()
    lifted = list(statements)
    await Statement.bulk_create(
        Statement(
            level=said.level,
            party_id=said.party_id,
            set_by_id=by.person_id,
            set_at=at,
            kind=StatementKind.LIFT,
            wish_id=said.wish_id,
            replaces_id=said.id,
        )
        for said in lifted
    )
    for said in lifted:
        if said.kind is StatementKind.ALLOW and said.topics:
            await take_back(said, actor={"self": str(by.person_id)})


def _clause_of(said: Statement) -> Clause:
    return Clause(said.kind, said.channels, said.topics, said.classes, said.params)


def _is_off(said: Statement) -> bool:
    return _clause_of(said) == ALL_OFF


async def _said(by: Member, subject: UUID) -> UUID:
    """Note that the wishes changed, and tell every space the person sits in."""
    await rows("update person set prefs_version = prefs_version + 1 where id = $1", by.person_id)
    members = Member.filter(person_id=by.person_id, left_at=None).select_related("account")
    for member in await members.order_by("account_id"):
        await announce(member.account.topic, "preferences.wishes_changed", by.person_id)
    return subject
