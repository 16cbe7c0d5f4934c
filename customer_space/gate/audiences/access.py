"""Who may ask about whole audiences: the company's people who may ask the gate in some space."""

from starlette.requests import HTTPConnection

from auth.access import signed_in_session
from auth.models import Person
from customer_space.accounts.access import opens
from customer_space.accounts.models import Member
from customer_space.accounts.rights import RIGHTS, Right
from portal.errors import NotAllowed

ASKING = [role for role, rights in RIGHTS.items() if Right.ASK_GATE in rights]


async def campaign_owner(connection: HTTPConnection) -> Person:
    """People of the company with a seat from which the gate is asked."""
    session = await signed_in_session(connection)
    seats = await Member.filter(person_id=session.person.id, role__in=ASKING, left_at=None)
    for seat in seats:
        if await opens(session, seat):
            return session.person
    raise NotAllowed("Audiences are for those who reach out to customers.")


async def still_asks(person: Person) -> bool:
    """Whether somebody's right has not ended since."""
    return await Member.exists(person_id=person.id, role__in=ASKING, left_at=None)
