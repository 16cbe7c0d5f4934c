"""Making two records one, and two again. Ledgers keep both for ever."""

from uuid import UUID

from auth.models import Person, PersonState, Session
from auth.sessions import end_session
from customer_space.accounts.models import Account, Member
from customer_space.preferences.locks import lock_accounts, lock_person
from customer_space.preferences.stopping import tell_of_wishes
from customer_space.preferences.suppressions import Keys
from customer_space.rights.merging.contacts import call_off, carry_contacts, settle_holds
from customer_space.rights.merging.moves import move, move_back
from customer_space.rights.merging.wishes import part, unite
from customer_space.rights.models import Merge, RightUsed, Use
from portal.clock import now
from portal.database import transaction
from portal.errors import Conflict, NotFound
from portal.ids import new_id
from portal.live import announce

OPEN = {PersonState.ACTIVE, PersonState.RESTRICTED}


@transaction
async def merge(kept_id: UUID, gone_id: UUID, *, by: Person, keys: Keys) -> Merge:
    """Let the first record have what is the second's; the strictest of what both said holds.

    Raises:
        NotFound: there is no such person.  Conflict: if one is closed, or is the company's.
    """
    kept, gone = await _locked(kept_id, gone_id)
    if kept.id == gone.id or not {kept.state, gone.state} <= OPEN:
        raise Conflict("Only two open records can become one.")
    if gone.is_admin or kept.is_company != gone.is_company:
        raise Conflict("The company's own people are not merged with customers.")
    merge_id = new_id()
    undo = {"state": gone.state, "restricted": await _take_over_state(kept, gone)}
    undo |= await unite(kept, gone, merge_id, by)
    undo["touches"] = await carry_contacts(gone.id, kept.id, merge_id)
    undo |= await move(gone.id, kept.id)
    await Person.filter(id=gone.id).update(state=PersonState.MERGED)
    undo["void"] = await settle_holds(kept, gone, keys)
    made = await Merge.create(
        id=merge_id, kept=kept, gone=gone, merged_by=by, merged_at=now(), undo=undo
    )
    await RightUsed.note(kept, Use.MERGED, by=by)
    for session in await Session.filter(person_id=gone.id, ended_at=None):
        await end_session(session)
    await _tell(made)
    return made


@transaction
async def unmerge(merge_id: UUID, *, by: Person) -> Merge:
    """Part them again: everything where it was, but for places that were let go.

    Raises:
        NotFound: there is no such merge.
        Conflict: if it is undone already, or another merge of these has to be undone first.
    """
    made = await Merge.get_or_none(id=merge_id)
    if made is None:
        raise NotFound
    kept, gone = await _locked(made.kept_id, made.gone_id)
    made = await Merge.get(id=merge_id)
    later = Merge.filter(gone_id=made.kept_id, undone_at=None)
    if made.undone_at or kept.state not in OPEN or await later.exists():
        raise Conflict("This cannot be undone now: another merge, or an erasure, came after it.")
    await move_back(made.undo, gone.id)
    await call_off(made.id)
    await part(kept, made.undo, made.id, by)
    await Person.filter(id=gone.id).update(state=made.undo["state"])
    if made.undo["restricted"]:
        await Person.filter(id=kept.id).update(state=PersonState.ACTIVE)
    await Merge.filter(id=made.id).update(undone_at=now())
    await RightUsed.note(kept, Use.UNMERGED, by=by)
    await _tell(made)
    return made


async def _locked(kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    """Both, held with all their accounts; in the order everybody takes them."""
    seats = await Member.filter(person_id__in=[kept_id, gone_id]).values_list(
        "account_id", flat=True
    )
    await lock_accounts({UUID(str(account)) for account in seats})
    for person_id in sorted({kept_id, gone_id}):
        await lock_person(person_id)
    found = {person.id: person for person in await Person.filter(id__in=[kept_id, gone_id])}
    try:
        return found[kept_id], found[gone_id]
    except KeyError:
        raise NotFound from None


async def _take_over_state(kept: Person, gone: Person) -> bool:
    """Who restricted the use of one record restricted both; whether that changes the kept one."""
    changes = gone.state is PersonState.RESTRICTED and kept.state is PersonState.ACTIVE
    if changes:
        await Person.filter(id=kept.id).update(state=PersonState.RESTRICTED)
    return changes


async def _tell(made: Merge) -> None:
    """The lists of people are drawn anew where one of them has or had a seat."""
    await tell_of_wishes(made.kept_id)
    seats = [*made.undo["member"], *made.undo["resting member"]]
    for seat in await Member.filter(id__in=seats).order_by("account_id"):
        topic = Account.construct(id=seat.account_id).topic
        await announce(topic, "accounts.member_left", seat.id)
