"""Initiatives that name the person: their text changes under the signatures, which stay.

A signature is bound to a fingerprint of the text; so the fingerprints go along with it.
"""

from dataclasses import asdict, astuple

from customer_space.initiatives.models import DecisionRecord, Initiative, SignOff, Stance
from customer_space.initiatives.rules import Text, content_hash
from customer_space.rights.erasure.recognised import Known
from portal.database import rows

_NAMING = """
select id from initiative
where title ~* $1 or trying ~* $1 or expecting ~* $1 or measuring ~* $1 order by id
"""


async def redact_initiatives(known: Known) -> None:
    """Take the traces out, and let every signature and stance stand under the new text."""
    for row in await rows(_NAMING, known.traces.pattern):
        initiative = await Initiative.select_for_update().get(id=row["id"])
        text = Text(*map(known.traces.without, astuple(initiative.text)))
        before, after = initiative.content_hash, content_hash(text)
        await Initiative.filter(id=initiative.id).update(content_hash=after, **asdict(text))
        for bound in (SignOff, Stance, DecisionRecord):
            await bound.filter(initiative_id=initiative.id, content_hash=before).update(
                content_hash=after
            )
