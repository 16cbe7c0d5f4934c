"""What is kept of a document, and who finds it."""

import asyncio
from uuid import uuid4

import pytest

from customer_space.documents.access import document_of
from customer_space.documents.actions import append, compact, settle, start
from customer_space.documents.crdt import Text
from customer_space.documents.errors import BrokenDocument
from customer_space.documents.html import to_html
from customer_space.documents.intake import placement_of
from customer_space.documents.models import Document, DocumentUpdate, topic_of
from customer_space.documents.queries import load, text_of, updates_after
from portal.database import Database
from portal.errors import NotFound
from portal.live import Event
from tests.customer_space.documents.editor import Editor
from world import World

BLOCKS = [("heading", "Goals"), ("paragraph", "Fewer returns & faster help")]


def edits(seed: int, count: int = 5) -> list[bytes]:
    editor = Editor(seed)
    while len(editor.sent) < count:
        editor.edit()
    return editor.sent[:count]


async def test_a_document_starts_with_its_blocks_and_reads_as_html(world: World) -> None:
    document = await start(world.acme, "plan", "Our plan", blocks=BLOCKS)
    assert document.number == 1
    assert document.html == "<h2>Goals</h2><p>Fewer returns &amp; faster help</p>"
    assert document.plain == "Goals\nFewer returns & faster help"


async def test_updates_are_numbered_in_their_order_and_keep_their_author(world: World) -> None:
    document = await start(world.acme, "plan")
    ana, rob = edits(1), edits(2)
    assert await append(document.id, [(ana[0], world.ana.id), (rob[0], world.rob.id)]) == 2
    assert await append(document.id, [(ana[1], world.ana.id)]) == 3
    kept = await DocumentUpdate.filter(document_id=document.id).order_by("number")
    assert [(one.number, one.author_id) for one in kept] == [
        (1, world.ana.id),
        (2, world.rob.id),
        (3, world.ana.id),
    ]
    assert await updates_after(document.id, 1) == [rob[0], ana[1]]
    assert await updates_after(document.id, 1, 2) == [rob[0]]
    assert await updates_after(document.id, 3) == []


async def test_many_writers_at_once_leave_no_gap_and_no_double(world: World) -> None:
    document = await start(world.acme, "plan")
    sent = [edits(seed) for seed in range(12)]
    numbers = await asyncio.gather(
        *(append(document.id, [(update, world.ana.id) for update in one]) for one in sent)
    )
    assert sorted(numbers) == list(range(5, 61, 5))
    stored = await load(document.id)
    assert stored.number == 60
    assert sorted(stored.updates) == sorted(update for one in sent for update in one)


async def test_append_wakes_the_other_readers_after_the_commit(world: World, db: Database) -> None:
    document = await start(world.acme, "plan")
    heard: list[int] = []
    with db.wakeup.hearing(topic_of(document.id), lambda _topic, number: heard.append(number)):
        await append(document.id, [(update, None) for update in edits(1)])
    assert heard == [5]


async def test_a_compacted_document_says_the_same_and_goes_on(world: World) -> None:
    document = await start(world.acme, "plan", blocks=BLOCKS)
    before, after = edits(1, 30), edits(2, 3)
    await append(document.id, [(update, world.ana.id) for update in before])
    html, log = to_html(await text_of(document.id)), (await load(document.id)).updates
    await compact(document.id)
    stored = await load(document.id)
    assert (len(stored.updates), stored.number, stored.since_snapshot) == (1, 31, 0)
    assert to_html(Text(stored.updates)) == html
    assert await DocumentUpdate.filter(document_id=document.id).count() == 0

    assert await append(document.id, [(update, world.rob.id) for update in after]) == 34
    stored = await load(document.id)
    assert stored.updates[1:] == after
    assert stored.placement is not None
    whole = [*log, *after]
    assert placement_of(stored.updates, stored.placement).nodes == placement_of(whole).nodes
    assert await updates_after(document.id, 31) == after
    assert await updates_after(document.id, 7) is None


async def test_writing_while_it_is_compacted_loses_nothing(world: World) -> None:
    document = await start(world.acme, "plan")
    sent = [edits(seed, 8) for seed in range(6)]

    async def write(updates: list[bytes]) -> None:
        for update in updates:
            await append(document.id, [(update, world.ana.id)])

    await asyncio.gather(*map(write, sent), *(compact(document.id) for _ in range(4)))
    expected = Text([update for one in sent for update in one])
    kept = await text_of(document.id)
    assert kept.state == expected.state
    assert to_html(kept) == to_html(expected)


async def test_a_log_that_cannot_be_read_is_never_dropped(world: World) -> None:
    document = await start(world.acme, "plan", blocks=BLOCKS)
    await append(document.id, [(b"\xff\xff", None)])
    with pytest.raises(BrokenDocument):
        await compact(document.id)
    assert len((await load(document.id)).updates) == 2


async def test_a_settled_text_is_announced_in_its_space(world: World) -> None:
    document = await start(world.acme, "plan")
    writer = Editor(1)
    writer.paragraph("Call on Tuesdays")
    await append(document.id, [(update, world.ana.id) for update in writer.sent])
    await settle(document.id)
    assert (await Document.get(id=document.id)).plain == "Call on Tuesdays"
    event = await Event.filter(topic=world.acme.topic).order_by("-number").first()
    assert event is not None
    assert (event.kind, event.subject) == ("documents.document_settled", document.id)


async def test_eve_finds_acmes_document_as_little_as_one_that_is_not_there(world: World) -> None:
    document = await start(world.acme, "plan", "Ours")
    assert (await document_of(world.carl, document.id)).title == "Ours"
    for wanted in (document.id, uuid4(), "nonsense", "99999999999999999999999"):
        with pytest.raises(NotFound):
            await document_of(world.eve, wanted)
