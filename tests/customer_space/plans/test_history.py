"""The history of the plan's text over HTTP."""

import re
from datetime import timedelta

import pytest

from customer_space.documents.actions import append, settle
from customer_space.documents.crdt import Text, opening
from customer_space.documents.history import revisions_of
from customer_space.documents.models import Document, Reason
from customer_space.documents.queries import text_of
from customer_space.documents.tree import bring_back, tree_of
from customer_space.plans import rhythm
from portal.clock import shifted
from tests.customer_space.plans.conftest import hash_of

ACME = "/spaces/acme-corporation/plan"
FIRST = [("heading", "Goals"), ("paragraph", "A call every second Tuesday <b>morning</b>.")]
SECOND = [("heading", "Goals"), ("paragraph", "A call every second Thursday <b>morning</b>.")]


async def write(plan, blocks, *, by, days):
    """Let the plan read like this, by somebody's hand, so many days ago."""
    with shifted(-timedelta(days=days)):
        text = await text_of(plan.document_id)
        wanted = tree_of(Text([opening(blocks)]))
        await append(plan.document_id, [(bring_back(text, wanted), by.id)])
        await settle(plan.document_id)


@pytest.fixture
async def written(world, plan):
    """Ana wrote the text two days ago, Rob changed a word yesterday; the latest first."""
    await write(plan, FIRST, by=world.ana, days=2)
    await write(plan, SECOND, by=world.rob, days=1)
    return (await revisions_of(plan.document_id)).revisions


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob", "lea", "fay"])
async def test_everybody_in_the_space_reads_who_wrote_when(visit, written, name):
    browser = await visit(name)
    page = (await browser.get(f"{ACME}/history")).text

    latest, first = (page.index(f'id="revision_{one.id}"') for one in written[:2])
    assert latest < first
    assert re.search(r'data-side="company"[^>]*>.*Rob Keller.*Ana Silva', page, re.DOTALL)
    as_it_was = await browser.get(f"{ACME}/history/{written[1].id}")
    assert "A call every second Tuesday &lt;b&gt;morning&lt;/b&gt;." in as_it_was.text


async def test_eve_reads_nothing_of_it(visit, written):
    eve, carl = await visit("eve"), await visit("carl")
    for path in ("history", f"history/{written[0].id}", f"history/{written[0].id}/change"):
        assert (await eve.get(f"{ACME}/{path}")).status_code == 404
        assert (await carl.get(f"{ACME}/{path}")).status_code == 200
        assert (await eve.get(f"/spaces/globex/plan/{path}")).status_code == (
            200 if path == "history" else 404
        )


async def test_what_one_of_them_changed_reads_as_words(visit, written):
    ana = await visit("ana")
    latest, first, *_ = written
    asked = {"earlier": str(latest.id), "later": str(first.id)}  # in whichever order

    for answer in (
        await ana.get(f"{ACME}/history/{latest.id}/change"),
        await ana.get(f"{ACME}/history/comparison", params=asked),
    ):
        assert answer.status_code == 200
        plain = re.sub(r"<span class=.visually-hidden.>[^<]*</span>", "", answer.text)
        assert "<del>Tuesday</del><ins>Thursday</ins> &lt;b&gt;morning" in plain
    same = {"earlier": str(first.id), "later": str(first.id)}
    assert (
        "Word for word the same" in (await ana.get(f"{ACME}/history/comparison", params=same)).text
    )


async def test_comparing_what_is_not_there_is_not_found(visit, written):
    ana = await visit("ana")
    for asked in ({}, {"earlier": "x", "later": "y"}, {"earlier": str(written[0].id)}):
        answer = await ana.get(f"{ACME}/history/comparison", params=asked)
        assert answer.status_code == 404


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob", "lea", "fay"])
async def test_either_side_brings_an_earlier_text_back(visit, plan, written, name):
    browser = await visit(name)

    back = await browser.post(f"{ACME}/history/{written[1].id}/restoration")

    assert (back.status_code, back.headers["location"]) == (303, f"{ACME}/history")
    assert "Tuesday" in (await Document.get(id=plan.document_id)).plain
    assert "Tuesday" in (await browser.get(ACME)).text
    page = (await browser.get(f"{ACME}/history")).text
    assert "brought an earlier text back" in page


async def test_a_signature_keeps_the_text_as_it_stood(visit, world, plan, visit_item, written):
    await rhythm.sign(await hash_of(plan), by=world.ana)
    await rhythm.sign(await hash_of(plan), by=world.lea)

    leas, anas, *_ = (await revisions_of(plan.document_id)).revisions
    assert [(one.reason, one.by.name) for one in (leas, anas)] == [
        (Reason.SIGNATURE, "Lea Brandt"), (Reason.SIGNATURE, "Ana Silva"),
    ]  # fmt: skip
    page = (await (await visit("ana")).get(f"{ACME}/history")).text
    assert "As it read when Ana Silva signed the rhythm" in page


async def test_a_plan_just_begun_has_a_history_of_one(visit):
    page = (await (await visit("ana")).get(f"{ACME}/history")).text

    assert "The text was begun" in page
    assert "Compare any two" not in page
