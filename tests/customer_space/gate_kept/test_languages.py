"""The customer reads why in their language, who asks in theirs; the law of the place is named."""

from datetime import date

import pytest

from auth.models import Person
from customer_space.accounts.models import Account
from customer_space.gate import actions
from customer_space.gate.models import Decision
from customer_space.gate.requests import Asker
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from tests.customer_space.gate_kept.conftest import next_weekday


@pytest.fixture
async def german_ana(world):
    await Person.filter(id=world.ana.person_id).update(locale="de-AT")


async def test_ana_reads_german_where_rob_reads_french(world, german_ana, about_ana, keys):
    await Person.filter(id=world.rob.person_id).update(locale="fr")
    await world.rob.person.refresh_from_db()
    rob = Asker.member(world.rob)
    answer = await actions.reserve(about_ana(topic="offers"), by=rob, keys=keys)

    assert answer.weighed.told["short"].startswith("Il nous manque votre accord pour « ")
    kept = await Decision.get(id=answer.decision.id)
    assert kept.explanation["short"].startswith("Uns fehlt Ihr Ja zu „")


async def test_a_program_that_names_no_language_gets_anas(world, german_ana, about_ana, keys):
    answer = await actions.simulate(
        about_ana(topic="offers"), by=Asker("tool", "campaign", "Autumn"), keys=keys
    )
    assert answer.weighed.told == answer.weighed.words
    assert answer.weighed.told["short"].startswith("Uns fehlt Ihr Ja zu „")


async def test_the_law_of_anas_country_binds_rob(world, about_ana, keys):
    rob = Asker.member(world.rob)
    after_noon = next_weekday(2, 13)
    call = about_ana(channel=Channel.VOICE_LIVE, topic="offers", at=after_noon)
    said = (await actions.simulate(call, by=rob, keys=keys)).weighed
    assert said.snapshot.policy == ("eu.1",)
    assert "law.window" not in {reason.code for reason in said.verdict.reasons}

    await Account.filter(id=world.acme.id).update(country="FR")
    french = (await actions.simulate(call, by=rob, keys=keys)).weighed
    assert french.snapshot.policy == ("fr.1", "fr.2")
    assert "La loi en France" not in french.told["full"]
    assert "The law in France allows this only 10:00-13:00, 14:00-20:00." in french.told["full"]

    await Person.filter(id=world.ana.person_id).update(country="DE")
    assert (await actions.simulate(call, by=rob, keys=keys)).weighed.snapshot.policy == ("de.1",)


async def test_ana_is_told_nothing_to_buy_before_she_is_eighteen(world, about_ana, keys):
    rob = Asker.member(world.rob)
    ana = Person.filter(id=world.ana.person_id)
    for born, minor in ((date(2015, 1, 1), True), (date(1990, 1, 1), False)):
        await ana.update(birth_date=born)
        verdict = (await actions.simulate(about_ana(topic="offers"), by=rob, keys=keys)).weighed
        codes = {reason.code for reason in verdict.verdict.reasons}
        assert ("recipient.minor" in codes) is minor
    advice = await actions.simulate(about_ana(), by=rob, keys=keys)
    assert advice.weighed.verdict.outcome is Outcome.ALLOW
