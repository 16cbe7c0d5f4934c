"""Everybody at once gets the answers that one by one would: over generated worlds."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_space.gate.bulk.deciding import SetBased
from customer_space.gate.bulk.outlook import HOURS, Outlook
from customer_space.gate.bulk.question import Question, question_of
from customer_space.gate.bulk.reach import reach_of
from customer_space.gate.bulk.single import verdict_about
from customer_space.gate.bulk.wishes import Wishes
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import keys_of
from portal.clock import now
from tests.customer_space.gate_bulk.circumstances import some_people
from tests.customer_space.gate_bulk.rows import CHANNELS, TOPICS

KEYS = keys_of(("new key", "old key"))
ROB = Asker("r1", "campaign", "Rob")
EACH = 25
"""People in a generated database: each is a world of their own."""


generated = settings(
    max_examples=40 if os.environ.get("TEST_ALL") else 13,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@given(seed=st.integers(0, 2**24))
@generated
async def test_many_at_once_are_answered_as_one_by_one(db, seed):
    random, at = Random(seed), now()
    made = await some_people(random, at, KEYS, EACH)
    people = [person.id for person in made]
    asked = Asked(
        channel=Channel(random.choice(CHANNELS)),
        topic=random.choice(tuple(TOPICS)),
        at=at + random.randint(0, 300) * timedelta(minutes=10),
    )
    question = await question_of(asked, by=ROB, now=at)
    if random.random() < 0.4:
        latest = asked.at + random.randint(0, 72) * timedelta(hours=1)
        question = replace(question, latest=latest, weight=random.choice((0, 1, 3)))
    german = {person: "de" for person in people if random.random() < 0.2}

    named = {each.id: each.email for each in made if each.email and random.random() < 0.5}

    answering = SetBased(question, KEYS)
    together = await answering.verdicts(people[:15], named, german)
    together |= await answering.verdicts(people[15:], named, german)

    for person in people:
        wishes = Wishes(locale=german.get(person))
        alone = await verdict_about(question, KEYS, person, named.get(person), wishes=wishes)
        assert together[person] == alone, (question, person)


@given(seed=st.integers(0, 2**24))
@generated
async def test_how_many_can_be_reached_when_is_what_asking_then_would_find(db, seed):
    random, at = Random(seed), now()
    people = [person.id for person in await some_people(random, at, KEYS, EACH)]
    asked = Asked(Channel(random.choice(CHANNELS)), random.choice(tuple(TOPICS)), at)
    question = await question_of(asked, by=ROB, now=at)

    reach = await reach_of(question, KEYS, [people[:10], people[10:]])

    outlook = Outlook(question)
    looking = SetBased(question, KEYS, outlook)
    for some in (people[:15], people[15:]):
        await looking.verdicts(some)
    looked_at, by_hour = outlook.taken()
    assert looked_at == EACH

    for _ in range(2):
        then = at + random.randrange(47 * 60) * timedelta(minutes=1)
        assert reach.at(then) == await could_be_reached(question, people, then), (asked, then)
        n = random.randrange(HOURS)
        hour = outlook.hours[n]
        assert by_hour[n] == await could_be_reached(question, people, hour), (asked, hour)


async def could_be_reached(question: Question, people: list, then: datetime) -> int:
    found = await SetBased(replace(question, at=then), KEYS).verdicts(people)
    return sum(verdict.outcome is Outcome.ALLOW for verdict in found.values())
