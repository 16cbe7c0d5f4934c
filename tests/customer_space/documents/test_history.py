"""What stays of a text as it was, and how it comes back."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_space.documents.actions import append, compact, settle, start
from customer_space.documents.crdt import Text, opening
from customer_space.documents.history import before, difference, revision_of, revisions_of
from customer_space.documents.html import to_html
from customer_space.documents.intake import check, placement_of
from customer_space.documents.models import Document, DocumentUpdate, Reason
from customer_space.documents.queries import text_of
from customer_space.documents.restoration import restore
from customer_space.documents.revisions import SITTING, keep
from customer_space.documents.tree import bring_back, tree_of
from portal.clock import shifted
from portal.errors import NotFound
from tests.customer_space.documents.editor import Editor

BLOCKS = [("heading", "Goals"), ("paragraph", "Fewer returns")]
LATER = SITTING + timedelta(seconds=1)


@pytest.fixture
async def document(world):
    """Acme's text, with its opening."""
    return await start(world.acme, "plan", "Our plan", blocks=BLOCKS)


async def write(document, words, *, by, seed=1):
    """Somebody adds a paragraph, and a quiet moment follows."""
    writer = Editor(seed)
    writer.hear((await text_of(document.id)).encoded())
    writer.paragraph(words)
    await append(document.id, [(update, by.id) for update in writer.sent])
    await settle(document.id)


async def history(document):
    return (await revisions_of(document.id)).revisions


def names(revision):
    return sorted(member.name for member in revision.authors)


async def test_a_quiet_moment_leaves_a_revision_that_says_who_wrote(world, document):
    with shifted(LATER):
        await write(document, "A call on Tuesdays", by=world.ana)
    with shifted(2 * LATER):
        await write(document, "One visit a quarter", by=world.rob, seed=2)

    latest, first, opened = await history(document)
    assert [latest.reason, first.reason, opened.reason] == [
        Reason.QUIET, Reason.QUIET, Reason.START,
    ]  # fmt: skip
    assert (names(latest), names(first), names(opened)) == (["Rob Keller"], ["Ana Silva"], [])
    kept = await revision_of(document.id, first.id)
    assert kept.plain == "Goals\nFewer returns\nA call on Tuesdays"
    assert (await before(latest)).id == first.id
    assert await before(opened) is None


async def test_one_sitting_is_one_revision_with_everybody_who_wrote(world, document):
    with shifted(LATER):
        await write(document, "One", by=world.ana)
        await write(document, "Two", by=world.rob, seed=2)
        await settle(document.id)

    latest, _opened = await history(document)
    assert names(latest) == ["Ana Silva", "Rob Keller"]
    assert (await revision_of(document.id, latest.id)).plain.endswith("One\nTwo")


async def test_a_signature_keeps_the_text_even_where_nothing_changed(world, document):
    signed = await keep(document.id, Reason.SIGNATURE, by=world.lea)
    await write(document, "Afterwards", by=world.ana)

    after, kept, _opened = await history(document)
    assert (kept.id, kept.by.name, kept.number) == (signed.id, world.lea.name, 1)
    assert after.reason is Reason.QUIET
    assert (await revision_of(document.id, signed.id)).plain == "Goals\nFewer returns"


async def test_who_wrote_is_known_after_the_log_is_compacted(world, document):
    with shifted(LATER):
        writer = Editor(3)
        writer.paragraph("Unsettled")
        await append(document.id, [(update, world.pia.id) for update in writer.sent])
        await compact(document.id)

    assert await DocumentUpdate.filter(document_id=document.id).count() == 0
    assert names((await history(document))[0]) == [world.pia.name]


async def test_ten_quiet_moments_at_once_are_one_revision(world, document):
    with shifted(LATER):
        writer = Editor(4)
        writer.paragraph("Together")
        await append(document.id, [(update, world.ana.id) for update in writer.sent])
        await asyncio.gather(*(settle(document.id) for _ in range(10)))

    assert len(await history(document)) == 2


async def test_a_text_is_brought_back_and_that_can_be_taken_back(world, document):
    [opened] = await history(document)
    with shifted(LATER):
        await write(document, "Ana's words", by=world.ana)
        made = await restore(await revision_of(document.id, opened.id), by=world.rob)

    assert (await Document.get(id=document.id)).html == "<h2>Goals</h2><p>Fewer returns</p>"
    latest, hers, _ = await history(document)
    assert (latest.id, latest.by.name, latest.restored_id) == (made.id, "Rob Keller", opened.id)
    assert await restore(await revision_of(document.id, opened.id), by=world.rob) is None

    await restore(await revision_of(document.id, hers.id), by=world.ana)
    assert (await Document.get(id=document.id)).plain.endswith("Ana's words")


async def test_words_not_settled_yet_are_kept_before_an_earlier_text_comes_back(world, document):
    [opened] = await history(document)
    writer = Editor(5)
    writer.paragraph("A moment ago")
    await append(document.id, [(update, world.carl.id) for update in writer.sent])

    await restore(await revision_of(document.id, opened.id), by=world.rob)

    _restored, his, _ = await history(document)
    assert names(his) == [world.carl.name]
    assert "A moment ago" in (await revision_of(document.id, his.id)).plain


async def test_who_writes_in_a_paragraph_that_stays_goes_on_writing(world, document):
    [opened] = await history(document)
    ana = Editor(6)
    ana.hear((await text_of(document.id)).encoded())
    await write(document, "To go", by=world.rob, seed=7)
    goals = next(iter(ana.root.children))
    next(iter(goals.children)).insert(0, "Our ")  # not heard of before the text comes back

    await restore(await revision_of(document.id, opened.id), by=world.rob)
    await append(document.id, [(update, world.ana.id) for update in ana.sent])

    assert to_html(await text_of(document.id)) == "<h2>Our Goals</h2><p>Fewer returns</p>"


async def test_a_revision_of_another_text_is_not_found(world, document):
    other = await start(world.globex, "plan", "Theirs", blocks=BLOCKS)
    [theirs] = await history(other)

    assert (await revision_of(other.id, theirs.id)).id == theirs.id
    for wanted in (theirs.id, "nonsense", ""):
        with pytest.raises(NotFound):
            await revision_of(document.id, wanted)


async def test_the_difference_is_read_word_by_word(world, document):
    with shifted(LATER):
        await write(document, "A call on Tuesdays", by=world.ana)
    latest, opened = [await revision_of(document.id, each.id) for each in await history(document)]

    [stretch] = difference(opened, latest)
    assert [[piece.kind for piece in line.pieces] for line in stretch.lines] == [
        ["same"], ["same"], ["added"],
    ]  # fmt: skip
    [back] = difference(latest, opened)
    assert back.lines[-1].pieces[0] == ("removed", "A call on Tuesdays")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 40))
def test_any_text_comes_back_as_it_was_through_the_intake(seed, first, then):
    writer = Editor(seed)
    for _ in range(first):
        writer.edit()
    early = Text(writer.sent)
    for _ in range(then):
        writer.edit()
    text = Text(writer.sent)

    update = bring_back(text, tree_of(early))

    assert (to_html(text), tree_of(text)) == (to_html(early), tree_of(early))
    if update is not None:
        kept = placement_of(writer.sent)
        check(update, kept)
        again = Text([*writer.sent, update])
        assert to_html(again) == to_html(early)


def test_controls_do_not_reach_what_is_kept():
    text = Text([opening([("paragraph", "a\x00b\x07c")])])

    assert tree_of(text) == [
        {"tag": "paragraph", "attributes": {}, "children": [{"text": [["abc", {}]]}]}
    ]
