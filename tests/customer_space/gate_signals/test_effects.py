"""What signals change: the address, the topic, advertising, or nothing (S21, S22)."""

import json
from datetime import timedelta

import pytest

from auth.models import Person
from customer_space.directory.actions import add_point
from customer_space.directory.models import ContactPoint, PointKind
from customer_space.gate.signals.actions import take_in
from customer_space.gate.signals.models import InboundSignal, SignalEvent
from customer_space.preferences.actions import make_wish
from customer_space.preferences.models import ConsentEvent, Statement, Suppression
from customer_space.preferences.queries import wishes_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import shifted
from tests.customer_space.gate_signals.mails import arf, dsn, plain

ADDRESS = "ana@acme.example"


async def status():
    point = await ContactPoint.get_or_none(kind=PointKind.EMAIL, value=ADDRESS)
    return point.status.value if point else None


async def test_an_address_that_does_not_exist_is_invalid_at_once(sent, tell, may_write):
    event = await tell(dsn("5.1.1", returned=await sent()))

    assert event.effect == "point invalid"
    assert await status() == "invalid"
    assert await may_write("advice") != "allow"
    assert await may_write("deliveries") != "allow"


async def test_a_full_mailbox_fails_softly_and_is_dead_after_three_in_ten_days(sent, tell, keys):
    seen = []
    for days in (0, 5, 11):
        with shifted(timedelta(days=days)):
            await tell(dsn("5.2.2", words="full", returned=await sent()))
            seen.append(await status())

    assert seen == ["soft_failing", "soft_failing", "invalid"]


@pytest.mark.parametrize("days", [(0, 3, 6), (0, 20, 40)])
async def test_three_soft_failures_in_a_week_or_in_a_season_do_not_kill(days, sent, tell):
    for day in days:
        with shifted(timedelta(days=day)):
            await tell(dsn("5.2.2", words="full", returned=await sent()))
    assert await status() == "soft_failing"


async def test_a_disabled_mailbox_is_dead_at_the_second_time(sent, tell):
    await tell(dsn("5.2.1", words="disabled", returned=await sent()))
    assert await status() == "soft_failing"
    await tell(dsn("5.2.1", words="disabled", returned=await sent()))
    assert await status() == "invalid"


@pytest.mark.parametrize("code", ["5.7.1", "4.4.7", "4.2.2", "5.2.3", "5.7.26"])
async def test_what_is_not_the_customers_fault_changes_nothing(code, sent, tell, may_write):
    event = await tell(dsn(code, words="refused", returned=await sent()))

    assert event.effect == ""
    assert await status() is None
    assert await may_write("advice") == "allow"


async def test_an_address_of_the_directory_is_the_one_that_fails(sent, tell, world):
    await add_point(world.ana.person, PointKind.EMAIL, ADDRESS, "CRM import")

    await tell(dsn("5.1.1", returned=await sent()))

    assert await ContactPoint.all().count() == 1
    assert await status() == "invalid"


async def test_a_bounce_that_eve_made_up_changes_nothing(sent, tell, may_write):
    await sent()
    for returned in (
        "",
        "Message-ID: <made-up@parley.example>",
        f"List-Unsubscribe: <https://contact.parley.example/u/{'A' * 92}>",
    ):
        assert (await tell(dsn("5.1.1", returned=returned))).effect == ""
        assert (await tell(arf("abuse", returned + f"\nTo: {ADDRESS}"))).effect == ""

    assert await status() is None
    assert not await Suppression.exists()
    assert await may_write("advice") == "allow"


async def test_a_complaint_ends_advertising_to_that_address(sent, tell, may_write, world):
    yes = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"}))
    await make_wish(yes, by=world.ana)
    returned = await sent("news")

    event = await tell(arf("abuse", returned))

    assert event.effect == "marketing suppressed"
    assert await may_write("news") != "allow"
    assert await may_write("deliveries") == "allow"
    [suppression] = await Suppression.all()
    assert (suppression.scope, suppression.reason) == ("marketing", "complaint")
    assert (await ConsentEvent.all().order_by("-seq").first()).kind == "complained"

    await tell(arf("fraud", returned))
    assert await Suppression.all().count() == 1


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam", "dmarc", "whatever"])
async def test_a_report_that_complains_of_nothing_changes_nothing(kind, sent, tell):
    before = await Statement.all().count(), await ConsentEvent.all().count()

    event = await tell(arf(kind, await sent()))

    assert event.effect == ""
    assert not await Suppression.exists()
    assert (await Statement.all().count(), await ConsentEvent.all().count()) == before


async def test_an_opt_out_report_stops_the_topic(sent, tell, may_write):
    event = await tell(arf("opt-out", await sent()))

    assert event.effect == "topic stopped"
    assert await may_write("advice") != "allow"
    assert await may_write("visits") == "allow"


async def test_a_mail_to_the_mailto_link_stops_the_topic_from_whatever_address(
    sent, tell, may_write, world
):
    token = (await sent()).split("/u/")[1].split(">")[0]

    await tell(plain(f"unsubscribe {token}", head="From: ana.private@mail.example"))

    assert await may_write("advice") != "allow"
    assert await may_write("visits") == "allow"
    [said] = (await wishes_of(world.ana.person_id)).spoken
    assert said.words == "Please do not e-mail me about advice."


async def test_unsubscribe_without_a_token_stops_advertising_by_mail(tell, may_write):
    event = await tell(plain("unsubscribe"))

    assert event.effect == "topic stopped"
    assert await may_write("advice") != "allow"
    assert await may_write("deliveries") == "allow"


async def test_an_automatic_answer_changes_nothing(tell, may_write):
    event = await tell(plain("Away", head=f"From: {ADDRESS}\nAuto-Submitted: auto-replied"))

    assert (event.kind, event.effect) == ("autoresponded", "")
    assert await may_write("advice") == "allow"


async def test_the_same_signal_told_again_is_one(sent, tell, keys):
    raw = dsn("5.2.2", words="full", returned=await sent())

    assert await take_in("mail", raw) is True
    assert await take_in("mail", raw) is False
    await tell(raw)
    await tell(b"Received: by another road\n" + raw)

    assert await SignalEvent.all().count() == 1


async def test_a_provider_is_believed_about_an_address_and_repeats_itself_in_vain(tell):
    line = {"email": ADDRESS, "event": "bounce", "type": "bounce", "status": "5.1.1",
            "sg_event_id": "e1", "timestamp": 1}  # fmt: skip
    await tell(json.dumps([line]).encode(), "sendgrid")
    await tell(json.dumps([line, line | {"x": 1}]).encode(), "sendgrid")

    assert await status() == "invalid"
    assert await SignalEvent.all().count() == 1


async def test_a_resubscription_told_by_a_machine_permits_nothing(tell, may_write):
    await tell(plain("unsubscribe"))
    line = {"email": ADDRESS, "event": "group_resubscribe", "sg_event_id": "e2"}

    await tell(json.dumps([line]).encode(), "sendgrid")

    assert await may_write("advice") != "allow"


async def test_a_shared_address_is_everybodys_who_uses_it(tell, world):
    for member in (world.ana, world.carl):
        await add_point(member.person, PointKind.EMAIL, "plant@acme.example", "CRM import")
    line = {"email": "plant@acme.example", "event": "unsubscribe", "sg_event_id": "e3"}

    await tell(json.dumps([line]).encode(), "sendgrid")

    said = await Statement.filter(kind="deny").values_list("party_id", flat=True)
    assert set(said) == {world.ana.person_id, world.carl.person_id}


async def test_what_was_understood_is_emptied_and_what_was_not_is_kept(tell):
    await tell(dsn())
    await tell(b"\0" * 50)

    bodies = sorted(len(signal.body) for signal in await InboundSignal.all())
    assert bodies == [0, 50]
    assert not await InboundSignal.exists(done_at=None)


async def test_nobody_known_nothing_changed(tell):
    people = await Person.all().count()
    line = {"email": "nobody@nowhere.example", "event": "spamreport", "sg_event_id": "e4"}

    event = await tell(json.dumps([line]).encode(), "sendgrid")

    assert event.effect == ""
    assert not await Suppression.exists()
    assert await Person.all().count() == people
