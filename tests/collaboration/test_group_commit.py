"""Messages that share a transaction: each keeps its own number, answer and fate."""

import asyncio
import uuid

import pytest

from collaboration.chat import actions
from collaboration.chat.actions import Saying, post_all
from collaboration.chat.models import Message
from collaboration.group_commit import GroupCommit
from portal.database import rows
from portal.errors import Conflict
from portal.live import number_of


async def xid_of(id_: uuid.UUID) -> int:
    [row] = await rows("select xmin::text::bigint as xid from chat_message where id = $1", id_)
    return row["xid"]


async def test_what_comes_in_one_tick_shares_a_transaction_and_keeps_its_order(world):
    start, commits = await number_of(world.acme.topic), GroupCommit(post_all)
    ids = [uuid.uuid4() for _ in range(5)]
    words = [Saying(id_, f"word {n}", world.ana) for n, id_ in enumerate(ids)]

    numbers = await asyncio.gather(*(commits.run(world.acme.id, one) for one in words))

    assert numbers == [start + n for n in range(1, 6)]
    assert len({await xid_of(id_) for id_ in ids}) == 1


async def test_carl_who_uses_anas_id_spoils_nothing_for_the_others(world):
    commits, taken = GroupCommit(post_all), uuid.uuid4()
    await actions.post("mine", id=taken, by=world.ana)
    start, id_ = await number_of(world.acme.topic), uuid.uuid4()

    carl, rob = await asyncio.gather(
        commits.run("acme", Saying(taken, "mine too", world.carl)),
        commits.run("acme", Saying(id_, "hello", world.rob)),
        return_exceptions=True,
    )

    assert isinstance(carl, Conflict)
    assert rob == start + 1 == await number_of(world.acme.topic)
    assert await Message.filter(id=id_).count() == 1


async def test_who_went_away_does_not_hold_up_the_others(world):
    commits = GroupCommit(post_all)
    first, second = uuid.uuid4(), uuid.uuid4()
    gone = asyncio.create_task(commits.run("acme", Saying(first, "one", world.ana)))
    await asyncio.sleep(0)
    gone.cancel()
    await commits.run("acme", Saying(second, "two", world.rob))
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await Message.filter(id__in=[first, second]).count() == 2
