"""Rob is blocked and asks in the portal; Ana's yes allows one contact, her no nothing."""

import asyncio
import html
from datetime import timedelta

import pytest

from customer_space.gate.actions import commit, reserve
from customer_space.gate.models import Touch
from customer_space.gate.questions.actions import answer_question, put_question
from customer_space.gate.questions.models import Question
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now, shifted
from portal.errors import Conflict, NotAllowed, NotFound

NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))
WORDS = "May I write to you about the outage?"


pytestmark = pytest.mark.usefixtures("blocked")


@pytest.fixture
async def blocked(world):
    """Ana wants no e-mail."""
    await make_wish(NO_MAIL, by=world.ana)


@pytest.fixture
def put(world, about_ana, keys):
    """A question to Ana, good for three days; by Rob unless the test says otherwise."""

    async def question(*, by=world.rob, **other):
        return await put_question(
            about_ana(**other), WORDS, now() + timedelta(days=3), by=by, keys=keys
        )

    return question


@pytest.fixture
def ana(world):
    return world.ana


@pytest.fixture
def tries(about_ana, keys):
    """A contact with Ana, by somebody."""

    async def contact(by, **other):
        return await commit(about_ana(**other), by=by, keys=keys)

    return contact


async def test_a_yes_allows_one_contact_by_the_one_who_asked(put, world, tries, rob, lea):
    question = await put()
    assert not (await tries(rob)).allowed

    await answer_question(question.id, yes=True, by=world.ana)

    assert not (await tries(lea)).allowed
    assert not (await tries(rob, topic="visits")).allowed
    first = await tries(rob)
    assert first.weighed.words["full"] == "You allowed this once."
    assert not (await tries(rob)).allowed
    [touch] = await Touch.all()
    spent = await Question.get(id=question.id)
    assert (touch.id, spent.used_by) == (first.touch.id, first.decision.id)


async def test_of_many_that_use_one_yes_at_once_one_contact_happens(put, world, tries, rob):
    question = await put()
    await answer_question(question.id, yes=True, by=world.ana)

    answers = await asyncio.gather(*(tries(rob) for _ in range(20)))

    assert sum(answer.allowed for answer in answers) == 1
    assert await Touch.all().count() == 1


async def test_a_place_held_by_a_yes_is_used_once(put, ana, about_ana, rob, keys):
    await answer_question((await put()).id, yes=True, by=ana)

    held = await reserve(about_ana(), by=rob, keys=keys)
    assert held.reservation is not None
    assert (await commit(about_ana(), by=rob, keys=keys)).allowed

    assert (await reserve(about_ana(), by=rob, keys=keys)).reservation is None


async def test_a_no_and_a_yes_whose_time_is_over_allow_nothing(put, world, tries, rob, lea):
    refused, late = await put(), await put(by=world.lea)
    await answer_question(refused.id, yes=False, by=world.ana)
    await answer_question(late.id, yes=True, by=world.ana)

    assert not (await tries(rob)).allowed
    with shifted(timedelta(days=4)):
        assert not (await tries(lea)).allowed


async def test_one_question_in_thirty_days_and_none_that_is_of_no_use(put, world):
    with pytest.raises(Conflict, match="need not ask"):
        await put(channel=Channel.PORTAL)
    with pytest.raises(NotAllowed):
        await put(by=world.carl)
    await put()
    with pytest.raises(Conflict, match="30 days"):
        await put()
    with shifted(timedelta(days=31)):
        await put()


async def test_what_no_yes_can_change_is_not_asked(put, world):
    world.ana.person.state = "restricted"
    await world.ana.person.save(update_fields=["state"])

    with pytest.raises(Conflict, match="could not change"):
        await put()


async def test_only_ana_answers_and_once(put, world):
    question = await put()

    with pytest.raises(NotAllowed):
        await answer_question(question.id, yes=True, by=world.carl)
    with pytest.raises(NotFound):
        await answer_question(question.id, yes=True, by=world.eve)
    await answer_question(question.id, yes=False, by=world.ana)
    with pytest.raises(Conflict):
        await answer_question(question.id, yes=True, by=world.ana)


async def test_rob_asks_on_his_page_and_ana_answers_on_hers(visit, world):
    rob, ana = await visit("rob"), await visit("ana")
    outreach, contact = (f"/spaces/{world.acme.slug}/{page}" for page in ("outreach", "contact"))
    words = {"person": str(world.ana.person_id), "channel": "email", "topic": "advice"}

    refused = await rob.get(outreach, params=words)
    assert "Ask Ana" in refused.text
    put = await rob.post(f"{outreach}/questions", data=words | {"words": WORDS, "days": "3"})
    assert put.status_code == 303
    assert "no answer yet" in (await rob.get(outreach)).text

    page = html.unescape((await ana.get(contact)).text)
    assert WORDS in page
    assert "would like to write you an e-mail about advice" in page
    question = await Question.get()
    answered = await ana.post(f"{contact}/questions/{question.id}/answer", data={"answer": "yes"})
    assert answered.status_code == 303
    assert WORDS not in (await ana.get(contact)).text

    letter = {
        "person": words["person"],
        "topic": "advice",
        "subject": "Outage",
        "text": "It is over.",
    }
    sent = await rob.post(f"{outreach}/letters", data=letter)
    assert sent.status_code == 200
    assert "You allowed this once." in (await ana.get(contact)).text
