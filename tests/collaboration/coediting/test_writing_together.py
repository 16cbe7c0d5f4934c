"""Several people write one text."""

import asyncio

import pytest

from collaboration.coediting.settling import Settling
from customer_space.documents.actions import append, start
from customer_space.documents.html import to_html
from customer_space.documents.models import Document, DocumentUpdate
from customer_space.documents.queries import text_of
from customer_space.documents.yupdate import decode_state
from tests.collaboration.coediting.conftest import Sit
from tests.collaboration.coediting.pens import path_of, pen_at
from tests.customer_space.documents.editor import Editor
from world import World


async def test_ana_and_rob_see_what_the_other_writes(sit: Sit) -> None:
    ana, rob = await sit("ana"), await sit("rob")
    assert ana.html == rob.html == "<p>We begin.</p>"
    await ana.write("Call on Tuesdays.")
    await rob.write("And a visit a quarter.")
    await ana.until(lambda: "visit" in ana.html)
    await rob.until(lambda: "Tuesdays" in rob.html)
    assert ana.html == rob.html


async def test_an_acknowledged_edit_is_in_the_log(sit: Sit, plan: Document, world: World) -> None:
    ana = await sit("ana")
    for word in ("one", "two", "three"):
        await ana.write(word)
    await ana.until(lambda: ana.stored >= 4)  # with the answer to the server's question
    kept = await DocumentUpdate.filter(document_id=plan.id, number__gt=1).order_by("number")
    assert [one.content for one in kept] == ana.editor.sent
    assert {one.author_id for one in kept} == {world.ana.id}


async def test_the_others_get_the_very_bytes_that_were_sent(sit: Sit) -> None:
    ana, rob = await sit("ana"), await sit("rob")
    before = len(rob.heard)
    for word in ("one", "two", "three"):
        await ana.write(word)
    await rob.until(lambda: len(rob.heard) == before + 3)
    assert rob.heard[before:] == ana.editor.sent


async def test_six_people_writing_at_once_converge_and_all_is_stored(
    sit: Sit, plan: Document
) -> None:
    pens = [await sit(name) for name in ("ana", "carl", "pia", "rob", "lea", "fay")]
    for round_ in range(15):
        for pen in pens:
            pen.editor.edit()
            pen.editor.edit()
        await asyncio.gather(*(pen.send_edits() for pen in pens))
        await asyncio.sleep(0.01 * (round_ % 3))
    for pen in pens:
        sent = len(pen.editor.sent)
        await pen.until(lambda pen=pen, sent=sent: pen.stored == sent + 1)
    text = await text_of(plan.id)
    for pen in pens:
        await pen.until(lambda pen=pen: decode_state(pen.editor.doc.get_state()) == text.state)
        await pen.until(lambda pen=pen: pen.html == to_html(text))


async def test_who_comes_back_gives_and_gets_what_was_written_meanwhile(sit: Sit) -> None:
    ana, rob = await sit("ana"), await sit("rob")
    await rob.socket.close()
    await ana.write("while Rob was away")
    rob.editor.paragraph("while I was offline")
    again = await sit("rob")
    again.editor = rob.editor
    await again.send(rob.editor.doc.get_update())
    await ana.until(lambda: "offline" in ana.html)
    assert "away" in again.html or "away" in ana.html


async def test_an_update_that_came_too_early_is_asked_for_and_then_acknowledged(
    sit: Sit, plan: Document
) -> None:
    ana = await sit("ana")
    await ana.until(lambda: ana.stored == 1)
    ana.editor.paragraph("first")
    ana.editor.paragraph("second")
    await ana.send(ana.editor.sent[1])  # the first got lost
    await ana.until(lambda: ana.stored == 3)
    assert "second" in (await text_of(plan.id)).encoded().decode("utf-8", "replace")


async def test_a_repeat_is_acknowledged_and_kept_once(sit: Sit, plan: Document) -> None:
    ana, rob = await sit("ana"), await sit("rob")
    await ana.write("once")
    for _ in range(3):
        await ana.send(ana.editor.sent[0])
    await ana.until(lambda: ana.stored == 5)
    assert (await Document.get(id=plan.id)).number == 2
    assert rob.html.count("once") == 1


async def test_two_servers_carry_one_text(sit: Sit, other_port: int) -> None:
    ana, rob = await sit("ana"), await sit("rob", at=other_port)
    await ana.write("from one server")
    await rob.write("from the other")
    await ana.until(lambda: "other" in ana.html)
    await rob.until(lambda: "one server" in rob.html)
    assert ana.html == rob.html


async def test_two_servers_begin_an_empty_text_together(
    world: World, port: int, other_port: int
) -> None:
    empty = await start(world.acme, "plan")
    path = path_of(empty.id, world.acme.slug)
    async with (
        pen_at(port, path, world.ana.person, seed=1) as ana,
        pen_at(other_port, path, world.rob.person, seed=2) as rob,
    ):
        await ana.write("the first words")
        await rob.until(lambda: "first words" in rob.html)


async def test_a_lost_wake_up_costs_a_second_and_no_word(
    sit: Sit, plan: Document, world: World
) -> None:
    ana = await sit("ana")
    elsewhere = Editor(77)
    elsewhere.paragraph("written elsewhere")
    await append(plan.id, [(elsewhere.sent[0], world.rob.id)])
    await ana.until(lambda: "elsewhere" in ana.html)


async def test_a_quiet_text_is_written_down_for_pages(sit: Sit, plan: Document) -> None:
    ana = await sit("ana")
    await ana.write("Fewer mailings")
    await ana.until(lambda: ana.stored == 2)
    await ana.socket.close()  # when nobody is left, it is written down at once
    await asyncio.sleep(1)
    assert "Fewer mailings" in (await Document.get(id=plan.id)).html


async def test_a_text_that_keeps_changing_is_written_down_and_compacted_all_the_same(
    sit: Sit, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, value in {"QUIET_S": 0.2, "RESTLESS_S": 0.5, "COMPACT_UPDATES": 5}.items():
        monkeypatch.setattr(Settling, limit, value)
    ana = await sit("ana")
    for number in range(12):
        await ana.write(f"line {number}")
        await asyncio.sleep(0.1)
    assert "line 1" in (await Document.get(id=plan.id)).html
    await asyncio.sleep(0.5)
    assert await DocumentUpdate.filter(document_id=plan.id).count() < 12
    assert "line 11" in (await sit("rob")).html
