"""The people who are here, as the others see them."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from customer_space.accounts.models import Member
from customer_space.accounts.rights import Side
from portal.templating import fragment, replacing


class Face(NamedTuple):
    """A member, as shown to the others."""

    id: UUID
    name: str
    initials: str
    side: Side

    @property
    def public(self) -> dict[str, Any]:
        """For programs."""
        return {"id": self.id, "name": self.name, "side": self.side}


async def faces_of(account_id: UUID, member_ids: Collection[UUID]) -> list[Face]:
    """Those of the ids that have a seat in the space, by side and name."""
    members = await Member.filter(
        account_id=account_id, id__in=list(member_ids), left_at=None
    ).select_related("person")
    faces = [Face(m.id, m.name, m.person.initials, m.side) for m in members]
    return sorted(faces, key=lambda face: (list(Side).index(face.side), face.name, face.id))


def drawn(faces: Collection[Face]) -> str:
    """The partial, to be swapped in."""
    by_side = {side: [face for face in faces if face.side is side] for side in Side}
    return str(replacing(fragment("presence/_presence.html", by_side=by_side, most=MOST)))


MOST = 5
"""Faces shown a side; the rest are counted."""
