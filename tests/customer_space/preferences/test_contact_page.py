"""Ana says in sentences how she may be contacted; what she says holds at once."""

from datetime import timedelta

import pytest

from customer_space.preferences.consents import first_broken
from customer_space.preferences.models import ConsentEvent, ConsentKind, Statement
from customer_space.preferences.queries import wishes_of
from portal.clock import now
from portal.database import rows

CONTACT = "/spaces/acme-corporation/contact"
CALLS = {
    "may": "yes",
    "channels[]": ["voice_live"],
    "topics[]": ["deliveries"],
    "days[]": ["tue", "wed", "thu"],
    "start": "09:00",
    "end": "12:00",
    "at_most": "2",
    "per": "month",
}
SENTENCE = "You may call me about deliveries, Tuesday to Thursday, 9 to 12, at most twice a month."
NEWS = {"may": "yes", "channels[]": ["email"], "topics[]": ["news"]}


async def say(browser, form, path=f"{CONTACT}/wishes"):
    return await browser.post(path, data=form)


async def spoken(member):
    return [said.words for said in (await wishes_of(member.person_id)).spoken]


async def only_wish(member):
    [said] = (await wishes_of(member.person_id)).spoken
    return said.id


async def test_ana_says_a_sentence_and_reads_it_back(visit, world):
    ana = await visit("ana")

    answer = await say(ana, CALLS)

    assert answer.status_code == 303
    assert answer.headers["location"] == CONTACT
    assert SENTENCE in (await ana.get(CONTACT)).text
    carl = await visit("carl")
    assert SENTENCE not in (await carl.get(CONTACT)).text


async def test_with_the_script_only_the_piece_that_changed_comes_back(visit, world):
    ana = await visit("ana")

    piece = await ana.post(f"{CONTACT}/wishes", data=CALLS, headers={"hx-request": "true"})

    assert piece.status_code == 200
    assert piece.text.lstrip().startswith(
        f'<section class="stack" id="wishes_{world.ana.person_id}"'
    )
    assert SENTENCE in piece.text


async def test_a_sentence_is_changed_removed_and_put_back(visit, world):
    ana = await visit("ana")
    await say(ana, CALLS)
    wish = f"{CONTACT}/wishes/{await only_wish(world.ana)}"

    assert 'value="09:00"' in (await ana.get(wish)).text
    await say(ana, CALLS | {"at_most": "1"}, wish)
    assert await spoken(world.ana) == [SENTENCE.replace("twice", "once")]

    await ana.post(f"{wish}/return")
    assert await spoken(world.ana) == [SENTENCE]
    await ana.post(f"{wish}/removal")
    assert await spoken(world.ana) == []
    assert "Undo" in (await ana.get(CONTACT)).text
    await ana.post(f"{wish}/return")
    assert await spoken(world.ana) == [SENTENCE]


async def test_only_ana_can_set_what_holds_for_ana(visit, world):
    await say(await visit("ana"), CALLS)
    wish = f"{CONTACT}/wishes/{await only_wish(world.ana)}"
    rob, eve = await visit("rob"), await visit("eve")

    for path in (wish, f"{wish}/removal", f"{wish}/return"):
        assert (await rob.post(path, data=CALLS if path == wish else {})).status_code == 403
        assert (await eve.post(path)).status_code == 404
    assert (await rob.get(wish)).status_code == 404
    assert await spoken(world.ana) == [SENTENCE]
    assert (await say(rob, CALLS)).status_code == 303
    assert await spoken(world.rob) == [SENTENCE]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"end": "08:00"}, "The hours end after they begin"),
        ({"may": "no"}, "A number goes with"),
        ({"at_most": "0"}, "Please give a number of at least 1"),
        ({"topics[]": ["gossip"]}, "There is no topic named gossip"),
        ({"channels[]": ["pigeon"]}, "This is not one of the choices"),
        ({"start": "25:00"}, "start"),
        ({"person": "x"}, "This field is not part of the form"),
    ],
)
async def test_what_makes_no_sense_comes_back_with_its_reason(change, sentence, visit, world):
    ana = await visit("ana")

    refused = await say(ana, CALLS | change)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert await Statement.all().count() == 0


async def test_a_yes_to_news_is_proven_and_withdrawn_with_its_sentence(visit, world):
    ana = await visit("ana")

    await say(ana, NEWS)
    wish = f"{CONTACT}/wishes/{await only_wish(world.ana)}"
    await ana.post(f"{wish}/removal")
    await ana.post(f"{wish}/return")
    await ana.post(f"{CONTACT}/silence")

    events = await ConsentEvent.filter(person_id=world.ana.person_id).order_by("seq")
    given, withdrawn = ConsentKind.GIVEN, ConsentKind.WITHDRAWN
    assert [event.kind for event in events] == [given, withdrawn, given, withdrawn]
    assert {event.topic for event in events} == {"news"}
    assert first_broken(events) is None


async def test_a_changed_line_of_the_consent_ledger_is_found(visit, world):
    ana = await visit("ana")
    for topic in ("news", "offers", "events"):
        await say(ana, NEWS | {"topics[]": [topic]})
    mine = ConsentEvent.filter(person_id=world.ana.person_id).order_by("seq")
    assert first_broken(await mine) is None

    await rows("alter table consent_event disable trigger only_grows")
    await rows("update consent_event set topic = 'surveys' where seq = 2")
    broken = first_broken(await mine)

    assert broken is not None
    assert broken.seq == 2
    await rows("delete from consent_event where seq = 2")
    assert first_broken(await mine).seq == 3


@pytest.mark.parametrize(
    ("form", "days"),
    [({"length": "week", "until": ""}, 7), ({"length": "open", "until": ""}, None)],
)
async def test_ana_pauses_and_resumes(form, days, visit, world):
    ana = await visit("ana")

    await ana.post(f"{CONTACT}/pause", data=form)
    wishes = await wishes_of(world.ana.person_id)
    assert wishes.paused
    if days:
        assert timedelta(days=days - 1) < wishes.paused_until - now() < timedelta(days=days)
    assert "Paused" in (await ana.get(CONTACT)).text

    await ana.post(f"{CONTACT}/pause/end")
    assert not (await wishes_of(world.ana.person_id)).paused
    past = await ana.post(f"{CONTACT}/pause", data={"length": "date", "until": "2020-01-01"})
    assert past.status_code == 422


async def test_everything_off_is_one_press_and_one_undo(visit, world):
    ana = await visit("ana")
    await say(ana, NEWS)

    await ana.post(f"{CONTACT}/silence")
    await ana.post(f"{CONTACT}/silence")
    assert (await wishes_of(world.ana.person_id)).is_off
    assert "Everything is off." in (await ana.get(CONTACT)).text

    await ana.post(f"{CONTACT}/silence/end")
    assert not (await wishes_of(world.ana.person_id)).is_off
    assert await spoken(world.ana) == ["You may e-mail me about news."]
    last = await ConsentEvent.filter(person_id=world.ana.person_id).order_by("-seq").first()
    assert last.kind is ConsentKind.GIVEN
