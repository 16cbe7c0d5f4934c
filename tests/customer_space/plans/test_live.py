"""Whoever looks at the plan sees what others do: old page + news = fresh page."""

from datetime import timedelta

from customer_space.plans import actions, rhythm
from customer_space.plans.actions import CommitmentWords, OutcomeWords
from customer_space.plans.calendar.actions import omit
from customer_space.plans.calendar.queries import upcoming
from customer_space.plans.live import live
from customer_space.plans.models import CommitmentState, DesiredOutcome, RhythmItem
from customer_space.plans.queries import today_of
from customer_space.plans.scores.actions import ScoreWords, score
from portal.ids import new_id
from portal.live import number_of
from tests.customer_space.plans.conftest import VISIT, hash_of
from tests.customer_space.plans.elements import main_of, patched, pushes

ACME = "/spaces/acme-corporation/plan"


async def leave_out_a_visit(plan, *, by):
    """The last of the next twelve months."""
    await omit((await upcoming(plan))[-1].key, by=by)


def changes(world, plan):
    """A day in a plan, step by step; each is called once the step before is done."""
    kept = {}
    due = today_of(world.acme) + timedelta(days=1)

    async def outcome():
        return await DesiredOutcome.get(id=kept["outcome"].id).select_related("changed_by__person")

    async def add_outcome():
        kept["outcome"] = await actions.add_outcome(OutcomeWords("Fewer returns"), by=world.ana)

    async def add_commitment():
        words = CommitmentWords("Send figures", world.rob.id, due, outcome_id=kept["outcome"].id)
        kept["commitment"] = await actions.add_commitment(words, by=world.rob)

    async def edit_outcome():
        words = OutcomeWords("No returns at all", target="0")
        await actions.edit_outcome(await outcome(), words, version=1, by=world.rob)

    async def move_outcome():
        await actions.add_outcome(OutcomeWords("Second"), by=world.pia)
        await actions.move_outcome(await outcome(), up=False, by=world.rob)

    async def edit_commitment():
        words = CommitmentWords("Send all figures", world.ana.id, due)
        await actions.edit_commitment(kept["commitment"], words, version=1, by=world.carl)

    async def add_item():
        kept["item"] = await rhythm.add_item(VISIT, by=world.rob)

    async def edit_item():
        item = await RhythmItem.get(id=kept["item"].id).select_related("changed_by__person")
        await rhythm.edit_item(item, VISIT._replace(times=2), version=1, by=world.rob)

    async def sign_as(lead):
        await rhythm.sign(await hash_of(plan), by=lead)

    return [
        add_outcome,
        add_commitment,
        edit_outcome,
        move_outcome,
        lambda: score(kept["outcome"], ScoreWords(7, "5 per 100"), by=world.carl),
        edit_commitment,
        lambda: actions.close_commitment(kept["commitment"], CommitmentState.DONE, by=world.ana),
        lambda: actions.reopen_commitment(kept["commitment"], by=world.ana),
        lambda: actions.remove_outcome(kept["outcome"], by=world.lea),
        lambda: actions.restore_outcome(kept["outcome"], by=world.lea),
        add_item,
        lambda: sign_as(world.ana),
        edit_item,
        lambda: sign_as(world.lea),
        lambda: sign_as(world.ana),
        lambda: leave_out_a_visit(plan, by=world.carl),
    ]


async def test_old_page_and_news_make_the_fresh_page(visit, world, plan):
    fay, heard = await visit("fay"), set()
    pages = {path: main_of((await fay.get(path)).text) for path in (ACME, f"{ACME}/calendar")}
    for change in changes(world, plan):
        since = await number_of(world.acme.topic)
        await change()
        kinds, news = await pushes(world.acme.topic, since)
        heard.update(kinds)
        for path, page in pages.items():
            for push in news:
                page = patched(page, push)  # noqa: PLW2901
            pages[path] = page
            assert page == main_of((await fay.get(path)).text), (path, kinds)
    assert heard == set(live)


async def test_what_is_gone_is_no_news(world):
    assert [await render(new_id()) for render in live.values()] == [None] * len(live)
