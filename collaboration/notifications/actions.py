"""Choosing how loud a space is, and noting how far somebody was told."""

from collections.abc import Sequence
from uuid import UUID

from collaboration.notifications.models import Attention
from collaboration.notifications.rules import Digest, Said, Volume
from customer_space.accounts.models import Member
from portal.database import rows, transaction
from portal.ids import new_id

_TOLD = """
insert into attention (id, member_id, volume, digest, told_number, told_note)
values ($1, $2, $3, $4, $5, $6)
on conflict (member_id) do update
  set told_number = greatest(attention.told_number, excluded.told_number),
      told_note = greatest(attention.told_note, excluded.told_note)
"""


@transaction
async def choose(volume: Volume, digest: Digest, *, by: Member) -> None:
    """How this member wants to hear of the space, from now on."""
    await Attention.update_or_create(member_id=by.id, defaults={"volume": volume, "digest": digest})


async def note_told(member_id: UUID, said: Sequence[Said]) -> None:
    """These were told, or the gate has refused for good: no other mail is written about them."""
    number = max((one.number for one in said if one.audience is None), default=0)
    note = max((one.note_number for one in said if one.audience), default=0)
    await rows(_TOLD, new_id(), member_id, Volume.NORMAL, Digest.DAILY, number, note)
