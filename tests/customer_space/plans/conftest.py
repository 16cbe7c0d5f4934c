"""What tests of plans start from."""

from datetime import timedelta

import pytest

from customer_space.plans import actions, rhythm
from customer_space.plans.actions import CommitmentWords, OutcomeWords
from customer_space.plans.queries import rhythm_shown, today_of
from customer_space.plans.rhythm import ItemWords
from customer_space.plans.rules import Per, Way

VISIT = ItemWords(Way.VISIT, "", 1, Per.QUARTER, [], "", "", None)


@pytest.fixture
async def plan(world):
    """Acme's plan, the account loaded."""
    made = await actions.plan_for(world.acme)
    made.account = world.acme
    return made


@pytest.fixture
async def outcome(world, plan):
    """Ana wants fewer returns."""
    return await actions.add_outcome(OutcomeWords("Fewer returns", "returns per 100"), by=world.ana)


@pytest.fixture
async def commitment(world, plan):
    """Rob owes the list of returns in three days."""
    due = today_of(world.acme) + timedelta(days=3)
    words = CommitmentWords("Send the list of returns", world.rob.id, due)
    return await actions.add_commitment(words, by=world.ana)


@pytest.fixture
async def visit_item(world, plan):
    """Rob offered one visit a quarter."""
    return await rhythm.add_item(VISIT, by=world.rob)


async def hash_of(plan):
    """What a signature under the rhythm is bound to now."""
    return (await rhythm_shown(plan))["content_hash"]
