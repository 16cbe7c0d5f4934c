"""Taking files in, and letting go of them. The bytes come before the row, and go after it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from collaboration.files.models import File, FileKind
from collaboration.files.pictures import Picture, picture_in
from collaboration.files.rules import kept_name
from collaboration.files.store import Arrived, Store
from customer_space.accounts.models import Member
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid
from portal.outbox import TRIES, Job, enqueue

MOST_FILES = 10
"""Of one message."""
QUOTA = 5 << 30
"""Bytes of one account."""
UNSENT_FOR = timedelta(hours=24)
"""A file whose message was never sent is let go of after this."""
FORGET, SWEEP = "files.forget", "files.sweep"
PLAIN = "application/octet-stream"


async def take_in(
    source: BinaryIO, name: str, *, message_id: UUID, by: Member, store: Store
) -> File:
    """Keep a file for a message that its author is about to send under this id.

    Raises:
        Invalid: an empty file, too many of them, too large a picture, or no room left.
        Conflict: the message was sent already.  Busy: too many pictures at once.
    """
    arrived = [await asyncio.to_thread(store.arrive, source)]
    try:
        picture = await picture_in(arrived[0].place)
        if picture:
            arrived.append(await asyncio.to_thread(store.arrive, BytesIO(picture.content)))
            arrived.append(await asyncio.to_thread(store.arrive, BytesIO(picture.preview)))
        made = File(
            account_id=by.account_id, member_id=by.id, message_id=message_id,
            name=kept_name(name), at=now(), **_about(arrived, picture),
        )  # fmt: skip
        await _keep(made, arrived[1:] or arrived, by, store)
    finally:
        await asyncio.to_thread(store.discard, arrived)
    return made


def _about(arrived: list[Arrived], picture: Picture | None) -> dict[str, Any]:
    if picture is None:
        [file] = arrived
        return {
            "kind": FileKind.OTHER, "media_type": PLAIN, "size": file.size, "digest": file.digest,
        }  # fmt: skip
    _, drawn, preview = arrived
    return {
        "kind": FileKind.PICTURE, "media_type": picture.media_type, "size": drawn.size,
        "digest": drawn.digest, "preview": preview.digest, "width": picture.width,
        "height": picture.height,
    }  # fmt: skip


@transaction
async def _keep(made: File, parts: list[Arrived], by: Member, store: Store) -> None:
    await _check_room(made, by)
    await hold(*made.digests)
    for part in parts:
        await asyncio.to_thread(store.settle, part)
    await made.save()
    if not await Job.filter(kind=SWEEP, tries__lt=TRIES).exists():
        await enqueue(SWEEP, {}, at=now() + UNSENT_FOR)


async def _check_room(made: File, by: Member) -> None:
    """The account's row is held meanwhile, so that no two take the last place."""
    await rows("select id from account where id = $1 for no key update", by.account_id)
    if not made.size:
        raise Invalid({"file": "This file is empty."})
    if await rows("select 1 from chat_message where id = $1", made.message_id):
        raise Conflict("This message was sent already; a file goes with the next one.")
    if await File.filter(message_id=made.message_id).count() >= MOST_FILES:
        raise Invalid({"file": f"A message takes at most {MOST_FILES} files."})
    [row] = await rows(
        "select coalesce(sum(size), 0)::bigint as used from chat_file where account_id = $1",
        by.account_id,
    )
    if row["used"] + made.size > QUOTA:
        raise Invalid({"file": f"The files of this space fill its {QUOTA >> 30} GiB."})


async def hold(*digests: str) -> None:
    """Until the transaction ends nobody else brings these bytes, or takes them away."""
    for digest in sorted(set(digests)):
        await rows("select pg_advisory_xact_lock(hashtextextended($1, 0))::text", digest)


async def let_go(files: Sequence[File]) -> None:
    """These files are gone for everybody; their bytes follow when nothing else is made of them.

    Called in the transaction of what takes them away.
    """
    if not files:
        return
    await File.filter(id__in=[file.id for file in files]).delete()
    digests = sorted({digest for file in files for digest in file.digests})
    await enqueue(FORGET, {"digests": digests})
