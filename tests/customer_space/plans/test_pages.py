"""The plan over HTTP, as the people of Acme use it."""

import asyncio
import re
from datetime import timedelta

import pytest

from customer_space.plans import actions
from customer_space.plans.models import Commitment, DesiredOutcome, Plan
from customer_space.plans.queries import today_of

ACME = "/spaces/acme-corporation/plan"
HTMX = {"hx-request": "true"}
FIELDS = {"words": "Fewer returns", "measure": "returns per 100", "baseline": "8", "target": "2"}


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob", "fay"])
async def test_the_first_visit_shows_what_a_plan_is_for(visit, name):
    page = await (await visit(name)).get(ACME)

    assert page.status_code == 200
    assert "No outcome yet" in page.text
    assert "Nothing is owed" in page.text
    assert "No rhythm yet" in page.text
    assert re.search(r"<h[23]>What we want to reach</h", page.text), "the text, before any script"
    assert re.search(r'data-editor data-url="/spaces/acme-corporation/documents/[0-9a-f-]{36}"',
                     page.text)  # fmt: skip


async def test_ten_first_visits_at_once_start_one_plan(visit):
    browsers = [await visit(name) for name in ("ana", "rob") * 5]

    pages = await asyncio.gather(*(browser.get(ACME) for browser in browsers))

    assert {page.status_code for page in pages} == {200}
    assert await Plan.all().count() == 1


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob", "lea", "fay"])
async def test_either_side_adds_edits_removes_and_brings_back(visit, name):
    browser = await visit(name)
    assert (await browser.get(f"{ACME}/outcomes/new")).status_code == 200

    added = await browser.post(f"{ACME}/outcomes", data=FIELDS)
    assert (added.status_code, added.headers["location"]) == (303, ACME)
    outcome = await DesiredOutcome.get()
    one = f"{ACME}/outcomes/{outcome.id}"

    assert 'value="Fewer returns"' in (await browser.get(one)).text
    edited = await browser.post(one, data=FIELDS | {"target": "1", "version": "1"})
    assert edited.status_code == 303
    assert "<strong>1</strong>" in (await browser.get(ACME)).text

    removed = await browser.post(f"{one}/removal", headers=HTMX)
    assert "No outcome yet" in removed.text
    assert f'action="{one}/restoration"' in removed.text, "the way back is offered"
    await browser.post(f"{one}/restoration", headers=HTMX)
    assert "Fewer returns" in (await browser.get(ACME)).text


async def test_two_people_cannot_overwrite_each_other(visit, outcome):
    ana, rob = await visit("ana"), await visit("rob")
    one = f"{ACME}/outcomes/{outcome.id}"
    first = await rob.post(one, data=FIELDS | {"words": "No returns", "version": "1"}, headers=HTMX)
    assert first.status_code == 200

    late = await ana.post(
        one, data=FIELDS | {"words": "Half the returns", "version": "1"}, headers=HTMX
    )

    assert late.status_code == 409
    assert "Rob Keller changed this while you were writing" in late.text
    assert "It now says: “No returns”" in late.text
    assert 'value="Half the returns"' in late.text, "her words are kept"
    assert (await DesiredOutcome.get()).words == "No returns"
    version = re.search(r'name="version" value="(\d+)"', late.text)[1]
    again = await ana.post(one, data=FIELDS | {"words": "Half the returns", "version": version})
    assert again.status_code == 303
    assert (await DesiredOutcome.get()).words == "Half the returns"


async def test_words_for_a_removed_outcome_are_kept_to_be_added_anew(visit, world, outcome):
    await actions.remove_outcome(outcome, by=world.rob)
    ana = await visit("ana")

    late = await ana.post(
        f"{ACME}/outcomes/{outcome.id}", data=FIELDS | {"version": "1"}, headers=HTMX
    )

    assert late.status_code == 409
    assert "Rob Keller took this off the list" in late.text
    assert f'action="{ACME}/outcomes"' in late.text


async def test_outcomes_change_places(visit, world, outcome):
    await actions.add_outcome(actions.OutcomeWords("Second"), by=world.rob)
    ana = await visit("ana")

    moved = await ana.post(
        f"{ACME}/outcomes/{outcome.id}/position", data={"direction": "down"}, headers=HTMX
    )

    assert moved.text.index("Second") < moved.text.index("Fewer returns")
    stays = await ana.post(
        f"{ACME}/outcomes/{outcome.id}/position", data={"direction": "down"}, headers=HTMX
    )
    assert stays.text.index("Second") < stays.text.index("Fewer returns")


async def test_what_is_owed_reads_the_same_for_both_sides(visit, world, commitment):
    pages = [(await (await visit(name)).get(ACME)).text for name in ("ana", "rob")]
    panels = [page[page.index('id="commitments"'):page.index('id="commitment_form"')]
              for page in pages]  # fmt: skip

    assert panels[0] == panels[1]
    assert "due in 3 days" in panels[0]
    assert "Rob Keller owes this" in panels[0]
    assert f'id="commitment_{commitment.id}" data-side="company"' in panels[0]


async def test_a_commitment_is_written_done_and_opened_again(visit, world, outcome):
    rob = await visit("rob")
    late = today_of(world.acme) - timedelta(days=2)
    fields = {
        "text": "Send the figures", "owner_id": str(world.ana.id), "due": str(late),
        "kind": "task", "outcome_id": str(outcome.id),
    }  # fmt: skip
    assert "Ana Silva, customer lead" in (await rob.get(f"{ACME}/commitments/new")).text

    added = await rob.post(f"{ACME}/commitments", data=fields, headers=HTMX)
    assert "2 days overdue" in added.text
    assert "for “Fewer returns”" in added.text
    one = f"{ACME}/commitments/{(await Commitment.get()).id}"
    assert (await rob.get(one)).status_code == 200
    changed = await rob.post(one, data=fields | {"text": "Send all figures", "version": "1"})
    assert changed.status_code == 303

    done = await rob.post(f"{one}/completion", headers=HTMX)
    assert "Done and dropped (1)" in done.text
    assert "Somebody was faster" in (await rob.post(f"{one}/completion", headers=HTMX)).text
    again = await rob.post(f"{one}/reopening", headers=HTMX)
    assert "Done and dropped" not in again.text
    dropped = await rob.post(f"{one}/waiver", headers=HTMX)
    assert "dropped" in dropped.text
    overtaken = await rob.post(one, data=fields | {"version": "2"}, headers=HTMX)
    assert overtaken.status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", 'id="text_problem"'),
        ("text", "x" * 201, 'id="text_problem"'),
        ("due", "soon", "Please give a date, as 2027-03-31."),
        ("due", "0201-01-01", "must lie between the years 2000 and 2200"),
        ("owner_id", "nobody", "This is not one of the choices."),
        ("owner_id", "gus", "Please choose somebody who is in this space."),
        ("kind", "wish", "This is not one of the choices."),
        ("state", "done", "This field is not part of the form."),
    ],
)
async def test_a_refused_commitment_keeps_its_words(visit, world, field, value, sentence):
    ana = await visit("ana")
    good = {"text": "Send it", "owner_id": str(world.rob.id), "due": "2027-03-31", "kind": "task"}
    value = str(world.gus.id) if value == "gus" else value

    refused = await ana.post(f"{ACME}/commitments", data=good | {field: value}, headers=HTMX)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert field == "text" or 'value="Send it"' in refused.text
    assert await Commitment.all().count() == 0
    assert (await ana.post(f"{ACME}/commitments", data=good)).status_code == 303


async def test_an_outcome_of_globex_is_nothing_to_ana(visit, world):
    foreign = await actions.add_outcome(actions.OutcomeWords("Ours"), by=world.eve)
    ana, eve = await visit("ana"), await visit("eve")

    assert (await ana.get(f"{ACME}/outcomes/{foreign.id}")).status_code == 404
    assert (await ana.post(f"{ACME}/outcomes/{foreign.id}/removal")).status_code == 404
    assert (await eve.get(f"/spaces/globex/plan/outcomes/{foreign.id}")).status_code == 200


async def test_what_people_write_is_never_markup(visit):
    ana = await visit("ana")

    await ana.post(f"{ACME}/outcomes", data=FIELDS | {"words": "<script>alert(1)</script>"})

    page = (await ana.get(ACME)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
