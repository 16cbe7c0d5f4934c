"""Rob asks before he reaches out; Ana reads the same words."""

import asyncio
import html
from datetime import timedelta

from customer_space.gate.models import Decision, Reservation, Touch
from customer_space.preferences.actions import make_wish, pause
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.vocabulary import Per
from customer_space.preferences.wishes import Wish
from portal.mail import OutgoingMail
from tests.customer_space.gate_kept.conftest import next_weekday

NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))
HOURS = Wish(channels=frozenset({Way.VOICE_LIVE}), hours=("09:00", "12:00"))
WEEKLY = Wish(topics=frozenset({"advice"}), at_most=1, per=Per.WEEK)
LETTER = {"subject": "Your pallets", "text": "Dear Ana,\n\nthey are on their way."}


def outreach(world):
    return f"/spaces/{world.acme.slug}/outreach"


def question(world, **other):
    usual = {"person": str(world.ana.person_id), "channel": "email", "topic": "advice"}
    return usual | other


async def sent_by(mailer, count=1):
    for _ in range(100):
        if len(mailer.sent) >= count:
            break
        await asyncio.sleep(0.05)
    return mailer.sent


async def test_rob_is_told_yes_writes_and_the_mail_goes_with_its_permit(visit, world, mailer):
    rob = await visit("rob")

    asked = await rob.get(outreach(world), params=question(world))
    assert "Yes, now." in asked.text
    assert await Decision.all().count() == 0
    answer = await rob.post(f"{outreach(world)}/letters", data=question(world) | LETTER | {})
    assert answer.status_code == 422
    words = {name: value for name, value in question(world).items() if name != "channel"}
    answer = await rob.post(f"{outreach(world)}/letters", data=words | LETTER)

    assert answer.status_code == 200
    [mail] = await sent_by(mailer)
    assert mail["To"] == "ana@acme.example"
    assert mail["Reply-To"] == "rob@parley.example"
    assert "they are on their way." in mail.get_body(("plain",)).get_content()
    assert f"/spaces/{world.acme.slug}/contact" in mail.get_body(("plain",)).get_content()
    [touch] = await Touch.all()
    [kept] = await OutgoingMail.all()
    assert kept.permit_id == touch.permit_id
    assert kept.message_id == mail["Message-ID"]


async def test_after_anas_no_nothing_is_sent_and_robs_words_come_back(visit, world, mailer):
    rob, ana = await visit("rob"), await visit("ana")
    await make_wish(NO_MAIL, by=world.ana)
    words = {name: value for name, value in question(world).items() if name != "channel"}

    refused = await rob.post(f"{outreach(world)}/letters", data=words | LETTER)

    assert refused.status_code == 409
    assert "they are on their way." in refused.text
    assert await OutgoingMail.all().count() == 0
    assert mailer.sent == []
    [decision] = await Decision.all()
    said = decision.explanation
    assert said["short"] in html.unescape(refused.text)
    assert said["full"].removeprefix(said["short"]).strip() in html.unescape(refused.text)
    page = html.unescape((await ana.get(f"/spaces/{world.acme.slug}/contact")).text)
    assert "Rob Keller wanted to write you an e-mail about advice." in page
    assert said["full"] in page
    assert "held back" in page


async def test_the_next_permitted_time_is_one_press_away(visit, world):
    rob = await visit("rob")
    await make_wish(HOURS, by=world.ana)
    evening = next_weekday(1, 19)
    form = question(world, channel="voice_live", topic="review-calls")

    asked = await rob.get(outreach(world), params=form | {"at": evening.isoformat()})
    later = evening.replace(hour=0) + timedelta(days=1)
    assert "Not now, but later." in asked.text
    assert "The next permitted time is" in asked.text
    first_hour = next_weekday(1, 9) + timedelta(days=1)
    assert first_hour.isoformat() in html.unescape(asked.text)
    held = await rob.post(
        f"{outreach(world)}/reservations", data=form | {"at": first_hour.isoformat()}
    )

    assert held.status_code == 303
    [place] = await Reservation.all()
    assert place.slot_at == first_hour > later
    assert "This time is yours." in (await rob.get(held.headers["location"])).text


async def test_a_call_is_logged_only_if_ana_has_not_said_no_meanwhile(visit, world):
    rob = await visit("rob")
    home = f"{outreach(world)}/reservations"

    async def hold():
        form = question(world, channel="portal", topic="review-calls")
        return (await rob.post(home, data=form)).headers["location"]

    fine = await hold()
    logged = await rob.post(f"{fine}/touch", data={"outcome": "reached", "note": "Went well"})
    assert logged.status_code == 303
    assert "Logged." in (await rob.get(fine)).text
    assert (await Touch.get()).note == "Went well"

    late = await hold()
    await pause(None, by=world.ana)
    refused = await rob.post(f"{late}/touch", data={"outcome": "reached", "note": ""})
    assert refused.status_code == 409
    assert "You paused this" in refused.text
    assert await Touch.all().count() == 1


async def test_who_may_ask_the_gate_and_about_whom(visit, world):
    for name, status in (("rob", 200), ("lea", 200), ("ana", 403), ("fay", 403), ("eve", 404)):
        browser = await visit(name)
        assert (await browser.get(outreach(world))).status_code == status
    rob, lea = await visit("rob"), await visit("lea")
    for stranger in (world.eve, world.lea):
        asked = question(world, person=str(stranger.person_id))
        assert (await rob.get(outreach(world), params=asked)).status_code == 404
    held = await rob.post(f"{outreach(world)}/reservations", data=question(world))
    assert (await lea.get(held.headers["location"])).status_code == 404
    assert (await rob.post(f"{held.headers['location']}/return")).status_code == 303


async def test_the_preview_says_what_would_have_come(visit, world):
    rob, ana = await visit("rob"), await visit("ana")
    words = {name: value for name, value in question(world).items() if name != "channel"}
    for _ in range(3):
        await rob.post(f"{outreach(world)}/letters", data=words | LETTER)
    preview = f"/spaces/{world.acme.slug}/contact/preview"

    as_it_is = (await ana.get(preview)).text
    weekly = {"may": "yes", "topics[]": "advice", "at_most": "1", "per": "week"}
    with_cap = (await ana.get(preview, params=weekly)).text
    never = (await ana.get(preview, params={"may": "no", "channels[]": "email"})).text

    assert "3 of your last 3 contacts would have come." in as_it_is
    assert "1 of your last 3 contacts would have come." in with_cap
    assert "2 would have waited" in with_cap
    assert "You may contact me in any way about advice, at most once a week." in with_cap
    assert "0 of your last 3 contacts would have come." in never
    assert await Touch.all().count() == 3
