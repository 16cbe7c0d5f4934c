"""Asking to be forgotten, thinking better of it, and forgetting."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from uuid import UUID

from auth.models import Person, PersonState
from customer_space.preferences.locks import lock_accounts, lock_person
from customer_space.preferences.suppressions import Keys
from customer_space.rights.above import Above
from customer_space.rights.erasure.ledgers import empty_ledgers
from customer_space.rights.erasure.recognised import known_of
from customer_space.rights.erasure.records import (
    drop_rows,
    leave_spaces,
    lift_statements,
    suppress_addresses,
    tombstone,
    void_holds,
)
from customer_space.rights.erasure.signed_texts import redact_initiatives
from customer_space.rights.erasure.texts import sweep
from customer_space.rights.erasure.texts_together import renew_documents
from customer_space.rights.erasure.uploads import overwrite_uploads
from customer_space.rights.models import ErasureRequest, Merge, RightUsed, Use
from portal.clock import now
from portal.database import transaction
from portal.errors import Conflict, NotFound
from portal.outbox import enqueue

ERASE = "rights.erase"
"""The job that forgets somebody when the days to think it over have passed."""


async def open_request(person_id: UUID) -> ErasureRequest | None:
    """The request to be forgotten that waits, if there is one."""
    return await ErasureRequest.get_or_none(person_id=person_id, withdrawn_at=None, done_at=None)


@transaction
async def ask_for_erasure(
    person: Person, *, by: Person | None, at_once: bool = False
) -> ErasureRequest:
    """Forget this person in seven days, or as soon as the job is done.

    Raises:
        Conflict: for an administrator, who has to hand that over first, or a closed record.
    """
    await lock_person(person.id)
    await person.refresh_from_db()
    if person.is_admin:
        raise Conflict("An administrator cannot be erased. Another one has to take over first.")
    if person.state in {PersonState.ERASED, PersonState.MERGED}:
        raise Conflict("This record is closed already.")
    at = now()
    due_at = at if at_once else at + ErasureRequest.GRACE
    asked = await open_request(person.id)
    if asked is None:
        asked = await ErasureRequest.create(person=person, asked_by=by, asked_at=at, due_at=due_at)
    elif at_once:
        await ErasureRequest.filter(id=asked.id).update(due_at=due_at, asked_by=by)
    await RightUsed.note(person, Use.ERASURE, by=by)
    await enqueue(ERASE, {"request": str(asked.id)}, at=min(due_at, asked.due_at))
    return asked


@transaction
async def withdraw_request(person: Person) -> None:
    """Think better of it, in time.

    Raises:
        Conflict: nothing was asked, or it is done.
    """
    await lock_person(person.id)
    if not await ErasureRequest.filter(person_id=person.id, withdrawn_at=None, done_at=None).update(
        withdrawn_at=now()
    ):
        raise Conflict("There is no request to be forgotten that waits.")
    await RightUsed.note(person, Use.ERASURE_WITHDRAWN, by=person)


@transaction
async def erase(
    request_id: UUID, *, keys: Keys, above: Above, data_dir: Path | None = None
) -> datetime | None:
    """Forget the person of a request that is due; None where nothing is to be done (any more).

    All or nothing: killed in between, nobody is half forgotten. `data_dir` is where uploaded lists
    lie, if they lie anywhere.
    """
    due = ErasureRequest.filter(id=request_id, withdrawn_at=None, done_at=None, due_at__lte=now())
    asked = await due.select_for_update().first()
    if asked is None:
        return None
    emptied: Counter[str] = Counter()
    for person in await _records_of(asked.person_id):
        emptied.update(await _forget(person, keys, above, data_dir))
    at = now()
    await ErasureRequest.filter(id=asked.id).update(done_at=at, emptied=emptied)
    return at


async def _records_of(person_id: UUID) -> list[Person]:
    """The person, and the records that were merged into theirs."""
    found = [await Person.get(id=person_id)]
    for record in found:
        merged = Merge.filter(kept_id=record.id, undone_at=None).select_related("gone")
        found += [each.gone for each in await merged.order_by("merged_at")]
    return found


async def _forget(
    person: Person, keys: Keys, above: Above, data_dir: Path | None
) -> dict[str, int]:
    known = await known_of(person)
    await lock_accounts(known.accounts)
    await lock_person(person.id)
    await suppress_addresses(known, keys)
    await void_holds(person)
    await lift_statements(person)
    emptied = {"ledgers": await empty_ledgers(known)}
    for eraser in above.erasers:
        await eraser(known)
    emptied["documents"] = await renew_documents(known)
    await redact_initiatives(known)
    emptied |= await drop_rows(known)
    await tombstone(person)
    for table, number in (await sweep(known)).items():
        emptied[table] = emptied.get(table, 0) + number
    if data_dir is not None:
        emptied["uploads"] = await overwrite_uploads(data_dir, known)
    await leave_spaces(person)
    return emptied


async def person_called(words: str) -> Person:
    """Somebody by e-mail address or id.

    Raises:
        NotFound: nobody has it.
    """
    try:
        found = await Person.get_or_none(id=UUID(words))
    except ValueError:
        found = await Person.get_or_none(email=words.strip().lower())
    if found is None:
        raise NotFound("Nobody has this address or id.")
    return found
