"""How far both sides see an outcome, over time."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from customer_space.accounts.rights import Side
from customer_space.plans import actions
from customer_space.plans.scores.actions import ScoreWords, score
from customer_space.plans.scores.models import OutcomeScore
from customer_space.plans.scores.queries import course
from portal.clock import shifted
from portal.errors import Conflict

ACME = "/spaces/acme-corporation/plan"


def said(side, value, *at):
    moment = datetime(*at, tzinfo=UTC)
    return SimpleNamespace(side=side, value=value, at=moment, id=moment)


def test_the_latest_of_a_day_counts_on_the_customers_clock():
    drawn = course(
        [
            said(Side.CUSTOMER, 3, 2026, 3, 1, 10),
            said(Side.CUSTOMER, 4, 2026, 3, 1, 11),
            said(Side.COMPANY, 8, 2026, 3, 1, 23, 30),  # the next day already in Helsinki
        ],
        ZoneInfo("Europe/Helsinki"),
    )

    assert drawn.days == ["1 Mar 26", "2 Mar 26"]
    assert drawn.values == {"customer": [4, None], "company": [None, 8]}


@pytest.mark.parametrize(
    ("name", "side"), [("ana", "customer"), ("carl", "customer"), ("rob", "company"),
                       ("lea", "company"), ("fay", "company"), ("pia", "partner")],
)  # fmt: skip
async def test_everybody_scores_for_their_own_side(visit, outcome, name, side):
    browser = await visit(name)
    here = f"{ACME}/outcomes/{outcome.id}/scores"
    assert "Nobody has said how far we are" in (await browser.get(here)).text

    answer = await browser.post(
        here, data={"value": "6", "measured": "5 per 100", "note": "The <north> lags"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, here)
    kept = await OutcomeScore.get()
    assert (kept.side, kept.value, kept.measured) == (side, 6, "5 per 100")
    page = (await browser.get(here)).text
    assert "6 of 10</span>: The &lt;north&gt; lags" in page
    assert f'<g data-side="{side}">' in page
    assert "6 of 10, 5 per 100" in (await browser.get(ACME)).text


@pytest.mark.parametrize("value", ["11", "-1", "", "many"])
async def test_a_refused_score_keeps_its_words(visit, outcome, value):
    ana = await visit("ana")
    here = f"{ACME}/outcomes/{outcome.id}/scores"

    refused = await ana.post(here, data={"value": value, "note": "Why I see it so"})

    assert refused.status_code == 422
    assert "Why I see it so" in refused.text
    assert not await OutcomeScore.exists()
    assert (await ana.post(here, data={"value": "10"})).status_code == 303


async def test_both_lines_are_drawn_with_the_table_behind_them(visit, world, outcome):
    for days, member, value in ((40, world.ana, 2), (40, world.rob, 5), (3, world.ana, 7)):
        with shifted(-timedelta(days=days)):
            await score(outcome, ScoreWords(value), by=member)

    page = (await (await visit("rob")).get(f"{ACME}/outcomes/{outcome.id}/scores")).text

    assert page.count('class="chart-line"') == 2
    assert '<title id="course_title">How far both sides see it</title>' in page
    figures = page[page.index("The figures") :]
    assert figures.index("Acme Corporation") < figures.index("Parley Ltd")
    assert "–" in figures, "Rob's side said nothing on the later day"


async def test_nobody_scores_what_is_not_in_the_plan_any_more(visit, world, outcome):
    await score(outcome, ScoreWords(4, note="Slowly"), by=world.ana)
    await actions.remove_outcome(outcome, by=world.rob)

    with pytest.raises(Conflict):
        await score(outcome, ScoreWords(9), by=world.ana)
    page = (await (await visit("ana")).get(f"{ACME}/outcomes/{outcome.id}/scores")).text
    assert "not in the plan any more" in page
    assert "Slowly" in page
    assert "score_edition" not in page


async def test_eve_neither_reads_nor_scores_acmes_outcome(visit, outcome):
    eve = await visit("eve")
    for space in ("acme-corporation", "globex"):
        here = f"/spaces/{space}/plan/outcomes/{outcome.id}/scores"
        assert (await eve.get(here)).status_code == 404
        assert (await eve.post(here, data={"value": "0"})).status_code == 404
    assert not await OutcomeScore.exists()


async def test_steps_trace_to_outcomes_and_orphans_are_named(visit, world, outcome, commitment):
    rob = await visit("rob")
    page = (await rob.get(ACME)).text
    assert "no step leads here yet" in page
    assert "Steps that lead to no outcome (1)" in page

    words = actions.CommitmentWords(
        commitment.text, world.rob.id, commitment.due, outcome_id=outcome.id
    )
    await actions.edit_commitment(commitment, words, version=1, by=world.ana)

    page = (await rob.get(ACME)).text
    assert "1 step open, 0 done" in page
    assert "Steps that lead to no outcome" not in page
