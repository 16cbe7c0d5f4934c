"""Finding again what was said, planned and tried: in one's own space, for one's own side."""

import uuid
from datetime import date

import pytest

from collaboration.chat.actions import Thread, post
from collaboration.chat.afterwards import edit, remove
from collaboration.chat.models import ThreadKind
from customer_space.accounts.rights import Side
from customer_space.documents.actions import start as start_document
from customer_space.initiatives.actions import start
from customer_space.initiatives.rules import Text
from customer_space.plans.actions import (
    CommitmentWords,
    OutcomeWords,
    add_commitment,
    add_outcome,
    remove_outcome,
)
from customer_space.plans.models import Plan

ACME = "/spaces/acme-corporation"


async def look(visit, name, asked, space=ACME):
    answer = await (await visit(name)).get(f"{space}/search", params={"q": asked})
    assert answer.status_code == 200
    return answer.text.partition("<main")[2].partition("</main>")[0]


async def say(text, by, **more):
    said, _ = await post(text, id=uuid.uuid4(), by=by, **more)
    return said


async def test_each_kind_is_found_with_its_permanent_link(visit, world):
    blocks = [("paragraph", "The bearings of line 3 are there and they fit.")]
    document = await start_document(world.acme, "plan", "The plan", blocks=blocks)
    await Plan.create(account=world.acme, document=document)
    outcome = await add_outcome(OutcomeWords("No stop because of a bearing"), by=world.ana)
    owed = await add_commitment(
        CommitmentWords("List worn bearings", world.rob.id, date(2027, 1, 5)), by=world.ana
    )
    words = Text("A small stock", "Twenty bearings lie in the store.", "Shorter waiting", "Hours")
    initiative = await start(words, proposed=True, by=world.rob)
    said = await say("Which bearings do you mean?", world.carl)

    found = await look(visit, "ana", "bear")

    for link in (
        f"{ACME}/plan#text", f"{ACME}/plan#outcome_{outcome.id}",
        f"{ACME}/plan#commitment_{owed.id}", f"{ACME}/initiatives/{initiative.id}",
        f"{ACME}/messages/{said.id}#message_{said.id}",
    ):  # fmt: skip
        assert f'href="{link}"' in found
    assert "Which <mark>bearings</mark> do you mean?" in found
    assert found.count("<mark>") == 5

    await remove_outcome(outcome, by=world.ana)
    assert f"outcome_{outcome.id}" not in await look(visit, "ana", "bear")


async def test_all_of_the_words_have_to_be_there(visit, world):
    await say("Pallets for line 3", world.rob)
    await say("Pallets for line 4", world.rob)
    assert (await look(visit, "ana", "line pallet 3")).count("<li class") == 1
    assert "Nothing holds all of these words" in await look(visit, "ana", "pallet 5")


async def test_what_is_said_in_a_thread_is_found_too(visit, world):
    said = await say("Torque", world.rob, thread=Thread(ThreadKind.INITIATIVE, uuid.uuid4()))
    found = await look(visit, "ana", "torque")
    assert str(said.id) in found
    assert "about an initiative" in found


async def test_nothing_of_acme_is_found_at_globex(visit, world):
    await say("Zanzibar", world.rob)
    assert "Zanzibar" in await look(visit, "ana", "zanzibar")
    assert "Nothing holds" in await look(visit, "eve", "zanzibar", "/spaces/globex")


async def test_a_note_is_found_by_its_own_side_only(visit, world):
    await say("Zanzibar can wait", world.rob, audience=Side.COMPANY)
    found = await look(visit, "lea", "zanzibar")
    assert "<mark>Zanzibar</mark> can wait" in found
    assert "Only your side sees this" in found
    for other in ("ana", "carl", "pia"):
        assert "Nothing holds" in await look(visit, other, "zanzibar")


async def test_removed_words_are_not_found_and_edited_ones_as_they_are_now(visit, world):
    gone, other = await say("Zanzibar", world.rob), await say("Timbuktu", world.rob)
    await remove(gone, by=world.rob)
    await edit(other, "Kathmandu", by=world.rob)
    for word in ("zanzibar", "timbuktu"):
        assert "Nothing holds" in await look(visit, "ana", word)
    assert "<mark>Kathmandu</mark>" in await look(visit, "ana", "kathmandu")


async def test_found_words_are_only_words(visit, world):
    await say("<img src=x onerror=alert(1)> Zanzibar", world.rob)
    found = await look(visit, "ana", "zanzibar")
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>Zanzibar</mark>" in found
    assert "&lt;b&gt;" in await look(visit, "ana", "<b>")


async def test_without_a_question_the_page_says_what_it_is_for(visit):
    assert "What are you looking for?" in await look(visit, "ana", "")
    answer = await (await visit("ana")).get(f"{ACME}/search")
    assert "What are you looking for?" in answer.text


NASTY = [
    "' or 1=1 --",
    "a:*b",
    "!!!",
    "(",
    "\\",
    "%00",
    "\x00",
    "&|!",
    "<->",
    "a" * 5000,
    "🙂",
    "\ud7ff",
]


@pytest.mark.parametrize("asked", NASTY)
async def test_a_nasty_question_is_a_question(visit, asked):
    await look(visit, "ana", asked)
