"""Audiences as their owners see them; somebody else's does not exist."""

from uuid import UUID

from auth.models import ApiClient, Person
from customer_space.gate.audiences.models import Audience
from portal.errors import NotFound

SHOWN = 30


async def audiences_of(person: Person) -> list[Audience]:
    """The newest ones, the last first."""
    return await Audience.filter(person_id=person.id).order_by("-started_at").limit(SHOWN)


async def audience_of(id_: UUID, owner: Person | ApiClient) -> Audience:
    """One of somebody's own. NotFound else."""
    found = await Audience.get_or_none(id=id_)
    whose = found and (found.person_id if isinstance(owner, Person) else found.client_id)
    if found is None or whose != owner.id:
        raise NotFound
    return found
