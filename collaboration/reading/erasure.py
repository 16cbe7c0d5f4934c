"""How far somebody has read goes when they are erased."""

from collaboration.reading.models import SeenUpTo
from customer_space.rights.erasure.recognised import Known


async def forget_reading(known: Known) -> None:
    await SeenUpTo.filter(person_id=known.person.id).delete()
