"""The rows that are about one person: what goes, and what is left of the person themselves."""

from auth.models import Person, PersonState, Session, ZoneSource
from auth.sessions import end_session
from customer_space.accounts.models import Account, Member
from customer_space.gate.models import Reservation, ReservationState
from customer_space.preferences.models import Statement, SuppressionReason
from customer_space.preferences.queries import live_statements
from customer_space.preferences.suppressions import Keys, suppress, suppressions_of
from customer_space.preferences.vocabulary import StatementKind
from customer_space.rights.erasure.recognised import Known
from customer_space.rights.erasure.traces import ERASED
from portal.clock import now
from portal.database import rows
from portal.live import announce

GONE = {
    "sign_in_link": "lower(email) = any($2)",
    "provider_visit": "linking_id = $1",
    "identity": "person_id = $1",
    "session": "person_id = $1",
    "contact": "person_id = $1",
    "employee": "person_id = $1",
    "external_id": "thing_id = $1",
    "invitation": "lower(email) = any($2)",
    "gate_question": "person_id = $1 or asker_id = $1",
    "calendar_feed": "member_id in (select id from member where person_id = $1)",
    "outgoing_mail": "permit_id in (select id from permit where person_id = $1)"
    " or letter::text ~* $3",
    "takeout": "person_id = $1",
    "claim": "person_id = $1",
    "contact_point_link": "person_id = $1",
    "contact_point": "id = any($4)",
}
"""Which rows of which table go; in this order."""

SPOKEN = {"stance": "reason", "outcome_score": "note"}
"""What they said for themselves; that they said something stays."""


async def suppress_addresses(known: Known, keys: Keys) -> None:
    """Their addresses are never used again, nor taken in again: only fingerprints stay."""
    for address in known.addresses:
        found = await suppressions_of([address], keys)
        if not any(each.reason is SuppressionReason.ERASURE for each in found):
            await suppress(address, SuppressionReason.ERASURE, keys=keys)


async def void_holds(person: Person) -> None:
    """Nobody has a place with them any more."""
    await Reservation.filter(person_id=person.id, state=ReservationState.HELD).update(
        state=ReservationState.VOID, void_reason="suppressed.erasure"
    )


async def lift_statements(person: Person) -> None:
    """What they wished stands in the ledger still, but holds no more."""
    await Statement.bulk_create(
        Statement(
            level=said.level,
            party_id=said.party_id,
            set_by_id=person.id,
            set_at=now(),
            kind=StatementKind.LIFT,
            wish_id=said.wish_id,
            replaces_id=said.id,
        )
        for said in await live_statements(person.id)
    )


async def leave_spaces(person: Person) -> None:
    """Their browsers are signed out, their seats end, and the spaces hear of it."""
    for session in await Session.filter(person_id=person.id, ended_at=None):
        await end_session(session)
    for seat in await Member.filter(person_id=person.id, left_at=None).order_by("account_id"):
        await Member.filter(id=seat.id).update(left_at=now())
        await announce(Account.construct(id=seat.account_id).topic, "accounts.member_left", seat.id)


async def drop_rows(known: Known) -> dict[str, int]:
    """What is only about them goes; returns how many rows of which table."""
    gone = {}
    emails = [email.lower() for email in known.traces.emails]
    values = (known.person.id, emails, known.traces.pattern, known.points)
    for table, whose in GONE.items():
        used = [value for n, value in enumerate(values, 1) if f"${n}" in whose]
        found = await rows(f"delete from {table} where {_renumbered(whose)} returning 1", *used)  # noqa: S608
        gone[table] = len(found)
    for table, column in SPOKEN.items():
        await rows(f"update {table} set {column} = '' where member_id = any($1)", known.members)  # noqa: S608
    return {table: number for table, number in gone.items() if number}


async def tombstone(person: Person) -> None:
    """What is left of them: that somebody was here, under an id that means nothing any more."""
    await Person.filter(id=person.id).update(
        display_name=ERASED.capitalize(),
        email=None,
        locale="en",
        tz=None,
        tz_source=ZoneSource.UNKNOWN,
        country=None,
        region=None,
        birth_date=None,
        is_admin=False,
        state=PersonState.ERASED,
    )


def _renumbered(whose: str) -> str:
    """The condition with its placeholders counted from one, as the database wants them."""
    used = sorted({f"${n}" for n in range(1, 5) if f"${n}" in whose})
    for new, old in enumerate(used, 1):
        whose = whose.replace(old, f"${new}")
    return whose
