"""The business review, as both sides read it."""

from datetime import timedelta

import pytest

from customer_space.initiatives.actions import start
from customer_space.initiatives.rules import Text
from customer_space.plans import actions
from customer_space.plans.actions import CommitmentWords, OutcomeWords
from customer_space.plans.models import CommitmentState
from customer_space.plans.queries import today_of
from customer_space.plans.review.actions import hold
from customer_space.plans.review.models import BusinessReview
from customer_space.plans.review.queries import last_review, review_shown
from customer_space.plans.scores.actions import ScoreWords, score
from portal.clock import shifted

ACME = "/spaces/acme-corporation/plan"
TRIED = Text("A call, not a mail", "Call after delivery", "Fewer returns", "Returns a month")


@pytest.fixture
async def quarter(world, plan):
    """Some months of Acme: scores, promises kept, late and dropped, something tried."""
    today = today_of(world.acme)
    with shifted(-timedelta(days=100)):
        outcome = await actions.add_outcome(OutcomeWords("Fewer returns", target="2"), by=world.ana)
        await score(outcome, ScoreWords(3), by=world.ana)

    async def owed(text, owner, days, *, leads=None, done=None, state=CommitmentState.DONE):
        with shifted(-timedelta(days=60)):
            words = CommitmentWords(text, owner.id, today + timedelta(days=days), outcome_id=leads)
            made = await actions.add_commitment(words, by=world.rob)
        if done is not None:
            with shifted(timedelta(days=done)):
                await actions.close_commitment(made, state, by=owner)

    await owed("In time", world.rob, -10, leads=outcome.id, done=-20)
    await owed("Too late", world.rob, -10, done=-5)
    await owed("Still owed", world.ana, -2)
    await owed("Not any more", world.carl, -2, done=-3, state=CommitmentState.DROPPED)
    with shifted(-timedelta(days=30)):
        await score(outcome, ScoreWords(6, "4 per 100"), by=world.carl)
        await start(TRIED, proposed=True, by=world.rob)
    return plan


async def test_it_counts_promises_by_side(world, quarter):
    shown = await review_shown(quarter, await last_review(quarter))

    assert [tuple(each) for each in shown["promises"]] == [
        ("customer", 0, 0, 1, 1), ("company", 1, 1, 0, 0), ("partner", 0, 0, 0, 0),
    ]  # fmt: skip
    [reached] = shown["reached"]
    assert [tuple(each) for each in reached.scores] == [("customer", 6, 3, "4 per 100")]
    assert reached.steps_done == 1
    assert [each["title"] for each in shown["initiatives"]] == [TRIED.title]
    assert [each.text for each in shown["orphans"]] == ["Still owed"]


@pytest.mark.parametrize("name", ["ana", "rob", "pia"])
async def test_both_sides_read_the_same_page(visit, quarter, name):
    page = (await (await visit(name)).get(f"{ACME}/review")).text

    assert "Acme Corporation: 6 of 10, was 3, 4 per 100" in page
    assert "2 days overdue" in page
    assert f"#1 {TRIED.title}" in page
    assert "Not any more" not in page


async def test_what_happened_before_is_left_to_the_review_before(visit, world, quarter):
    with shifted(-timedelta(days=7)):
        assert await hold(by=world.lea)
        assert not await hold(by=world.ana), "once a day"

    assert await last_review(quarter) == today_of(world.acme) - timedelta(days=7)
    ana = await visit("ana")
    page = (await ana.get(f"{ACME}/review")).text
    assert "Too late" in page
    assert "In time" not in page
    assert "No initiative moved" in page
    since = str(today_of(world.acme) - timedelta(days=80))
    assert "In time" in (await ana.get(f"{ACME}/review", params={"since": since})).text


@pytest.mark.parametrize("since", ["soon", "1890-01-01", "9999-12-31", ""])
async def test_a_day_that_makes_no_sense_is_passed_over(visit, quarter, since):
    rob = await visit("rob")

    answer = await rob.get(f"{ACME}/review", params={"since": since})

    assert answer.status_code == 200
    assert "In time" in answer.text


async def test_either_side_notes_that_it_was_held(visit, world, plan):
    rob = await visit("rob")
    assert "No outcome in the plan" in (await rob.get(f"{ACME}/review")).text

    for _ in range(2):
        assert (await rob.post(f"{ACME}/review")).status_code == 303

    assert await BusinessReview.all().count() == 1
    assert "Last held on" in (await rob.get(f"{ACME}/review")).text
    eve = await visit("eve")
    assert (await eve.post(f"{ACME}/review")).status_code == 404
