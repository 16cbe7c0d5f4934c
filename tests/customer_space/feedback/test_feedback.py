"""Feedback from one side to the other, until the side that gave it says that it is settled."""

import asyncio
import re
import uuid
from datetime import timedelta

import pytest

from collaboration.chat.actions import Thread, post
from collaboration.chat.afterwards import make_feedback, remove
from collaboration.chat.models import Message, ThreadKind
from customer_space.accounts.rights import Side
from customer_space.feedback import actions
from customer_space.feedback.jobs import lapse_answer
from customer_space.feedback.live import live
from customer_space.feedback.models import Feedback
from customer_space.feedback.queries import shown
from portal.errors import Conflict, NotAllowed
from portal.outbox import Job

ACME = "/spaces/acme-corporation"
WORDS = "The pallets came at night again."


async def given(by, words=WORDS):
    return await shown().get(id=(await actions.give(words, by=by)).id)


async def state_of(feedback):
    return str((await Feedback.get(id=feedback.id)).state)


async def test_ana_s_feedback_goes_round_and_is_settled_by_her_side(visit, world):
    ana, rob = await visit("ana"), await visit("rob")
    assert "Nobody has said anything yet" in (await ana.get(f"{ACME}/feedback")).text
    answer = await ana.post(f"{ACME}/feedback", data={"words": WORDS})
    here = answer.headers["location"]
    assert WORDS in (await rob.get(f"{ACME}/feedback")).text
    assert (await rob.post(f"{here}/taking")).status_code == 303
    assert "Rob Keller is on it" in (await ana.get(here)).text
    assert (await rob.post(f"{here}/answer", data={"words": ""})).status_code == 422
    await rob.post(f"{here}/answer", data={"words": "The carrier knows your gate's hours now."})
    await ana.post(f"{here}/reopening", data={"words": "They came at five."})
    assert "Open again" in (await rob.get(here)).text
    await rob.post(f"{here}/answer", data={"words": "Another carrier from Monday on."})
    assert (await ana.post(f"{here}/confirmation")).status_code == 303
    page = (await rob.get(here)).text
    for words in ("Settled", "Another carrier", "hours now", "They came at five.", "settled it"):
        assert words in page


async def test_no_side_answers_itself_or_settles_for_another(world):
    feedback = await given(world.carl)
    for step in (actions.take, actions.confirm):
        with pytest.raises(NotAllowed):
            await step(feedback, by=world.ana if step is actions.take else world.rob)
    await actions.take(feedback, by=world.pia)
    await actions.answer(feedback, "Done", by=world.rob)
    with pytest.raises(NotAllowed):
        await actions.reopen(feedback, "no", by=world.lea)
    await actions.confirm(feedback, by=world.ana)
    assert await state_of(feedback) == "confirmed"


async def test_of_two_who_answer_at_once_the_second_reads_that_it_was_done(world):
    feedback = await given(world.ana)
    answers = [actions.answer(feedback, name, by=world.members[name]) for name in ("rob", "lea")]
    done = await asyncio.gather(*answers, return_exceptions=True)
    assert sorted(map(type, done), key=str) == sorted([Conflict, type(None)], key=str)


async def test_two_weeks_of_silence_are_no_agreement(world):
    feedback = await given(world.ana)
    await actions.answer(feedback, "First", by=world.rob)
    [first] = await Job.filter(kind=actions.LAPSE)
    assert first.due_at - (await Feedback.get(id=feedback.id)).answered_at == timedelta(days=14)
    await actions.reopen(feedback, "No", by=world.ana)
    await actions.answer(feedback, "Second", by=world.rob)
    await lapse_answer(first.payload)
    assert await state_of(feedback) == "answered"
    [_, second] = await Job.filter(kind=actions.LAPSE).order_by("due_at")
    await lapse_answer(second.payload)
    assert await state_of(feedback) == "unconfirmed"
    await actions.confirm(feedback, by=world.ana)


async def test_a_message_becomes_feedback_once_and_both_know_of_each_other(visit, world):
    said, _ = await post(WORDS, id=uuid.uuid4(), by=world.carl)
    lea = await visit("lea")
    menu = (await lea.get(f"{ACME}/messages/{said.id}")).text
    assert "Make it feedback" in menu
    answer = await lea.post(f"{ACME}/messages/{said.id}/feedback")
    await (await visit("ana")).post(f"{ACME}/messages/{said.id}/feedback")
    [feedback] = await Feedback.all()
    here = f"{ACME}/feedback/{feedback.id}"
    assert answer.headers["location"] == here
    page = (await lea.get(here)).text
    assert "Feedback of Carl Nunes" in page
    assert f"{ACME}/messages/{said.id}#message_{said.id}" in page
    assert "Lea Brandt made this of what Carl Nunes said." in page
    chat = (await lea.get(f"{ACME}/chat")).text
    assert re.search(rf'href="{here}">.*Became feedback', chat)
    thread = Thread(ThreadKind.FEEDBACK, feedback.id)
    await post("Which night was it?", id=uuid.uuid4(), by=world.rob, thread=thread)
    assert "Which night" in (await lea.get(f"{ACME}/threads/feedback/{feedback.id}")).text


async def test_a_note_or_what_was_removed_becomes_no_feedback(world):
    note, _ = await post("ours", id=uuid.uuid4(), by=world.rob, audience=Side.COMPANY)
    with pytest.raises(NotAllowed):
        await make_feedback(note, by=world.rob)
    said, _ = await post("never mind", id=uuid.uuid4(), by=world.ana)
    await remove(await Message.get(id=said.id), by=world.ana)
    with pytest.raises(Conflict):
        await make_feedback(said, by=world.rob)


async def test_what_is_pushed_is_what_the_page_shows(visit, world):
    feedback = await given(world.ana)
    await actions.answer(feedback, "Done", by=world.rob)
    pushed = await live["feedback.feedback_answered"](feedback.id)
    page = (await (await visit("lea")).get(f"{ACME}/feedback/{feedback.id}")).text
    panel = page.partition('<div class="stack" id="feedback_')[2].partition("<section")[0]
    assert panel.partition("</article>")[0] in str(pushed)
    assert await live["feedback.feedback_given"](uuid.uuid4()) is None


async def test_globex_has_no_part_in_it(visit, world):
    feedback = await given(world.ana)
    eve = await visit("eve")
    for space in ("globex", "acme-corporation"):
        assert (await eve.get(f"/spaces/{space}/feedback/{feedback.id}")).status_code == 404
