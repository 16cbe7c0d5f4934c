"""Everybody at once gets the answers that one by one would: over generated worlds."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.question import question_of
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import keys_of
from portal.clock import now
from tests.customer_space.gate_bulk.circumstances import CHANNELS, TOPICS, some_people

KEYS = keys_of(("new key", "old key"))
ROB = Asker("r1", "campaign", "Rob")


@pytest.mark.parametrize("seed", range(16))
async def test_many_at_once_are_answered_as_one_by_one(db, seed):
    random, at = Random(seed), now()
    people = [person.id for person in await some_people(random, at, KEYS, 25)]
    for _ in range(2):
        asked = Asked(
            channel=Channel(random.choice(CHANNELS)),
            topic=random.choice(tuple(TOPICS)),
            at=at + random.randint(0, 300) * timedelta(minutes=10),
        )
        question = await question_of(asked, by=ROB, now=at)

        together = await SetBased(question, KEYS).verdicts(people)

        for person in people:
            alone = await verdict_about(question, KEYS, person)
            assert together[person] == alone, (asked, person)
