"""Unsubscribing from a mail: one click, no sign-in, and nothing by accident (S17-S20)."""

import pytest

from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish, switch_off
from customer_space.preferences.consents import standing_of
from customer_space.preferences.models import ConsentEvent, ContactTopic, Statement
from customer_space.preferences.queries import wishes_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now
from portal.live import Event

CLICK = {"List-Unsubscribe": "One-Click"}


async def ledgers():
    return await Statement.all().count(), await ConsentEvent.all().count()


async def test_one_click_twice_is_one_event_and_two_hundreds(ana_got, machine, may_write):
    mail = await ana_got()
    before = await ledgers()

    first = await machine.post(mail.stop, data=CLICK)
    second = await machine.post(mail.stop, data=CLICK)

    assert [first.status_code, second.status_code] == [200, 200]
    assert await ledgers() == (before[0] + 1, before[1] + 1)
    assert await may_write("news") != "allow"
    withdrawn = await ConsentEvent.all().order_by("-seq").first()
    assert (withdrawn.kind, withdrawn.method) == ("withdrawn", "one_click")
    assert withdrawn.actor["touch"] == str(mail.answer.touch.id)
    for answer in (first, second):
        assert "set-cookie" not in answer.headers
        assert "location" not in answer.headers


async def test_one_click_comes_as_multipart_too(ana_got, machine, may_write):
    mail = await ana_got()

    answer = await machine.post(mail.stop, files={"List-Unsubscribe": (None, "One-Click")})

    assert answer.status_code == 200
    assert await may_write("news") != "allow"


async def test_one_click_needs_no_origin_and_minds_no_cookie(ana_got, visit, may_write):
    mail = await ana_got()
    eve = await visit("eve")

    from_elsewhere = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    answer = await eve.post(mail.stop, data=CLICK, headers=from_elsewhere)

    assert answer.status_code == 200
    assert await may_write("news") != "allow"


async def test_it_stops_that_topic_by_mail_and_nothing_else(ana_got, machine, may_write, world):
    every_way = Wish(topics=frozenset({"news"}))
    await make_wish(every_way, by=world.ana)
    await make_wish(Wish(topics=frozenset({"offers"})), by=world.ana)
    mail = await ana_got()

    await machine.post(mail.stop, data=CLICK)

    standing = await standing_of(world.ana.person_id)
    live = {(yes.topic, yes.channel) for yes in standing.live(now())}
    assert ("news", "email") not in live
    assert ("news", "portal") in live
    assert ("offers", "email") in live
    assert await may_write("offers") == "allow"
    assert await may_write("news", Channel.PORTAL) == "allow"
    [said] = [s for s in (await wishes_of(world.ana.person_id)).spoken if not s.wish.may]
    assert said.words == "Please do not e-mail me about news."


async def test_ana_sees_at_once_that_she_unsubscribed(ana_got, machine, world):
    mail = await ana_got()

    await machine.post(mail.stop, data=CLICK)

    told = await Event.filter(kind="preferences.wishes_changed").order_by("-number").first()
    assert told.subject == world.ana.person_id
    assert told.topic == world.acme.topic


@pytest.mark.parametrize("topic", ["deliveries", "advice"])
async def test_service_and_advice_stop_too(topic, ana_got, machine, may_write):
    mail = await ana_got(topic)

    await machine.post(mail.stop, data=CLICK)

    assert await may_write(topic) != "allow"
    assert await may_write("support") == "allow"


async def test_after_ana_allows_it_anew_an_old_link_stops_it_again(
    ana_got, machine, may_write, world
):
    mail = await ana_got()
    await machine.post(mail.stop, data=CLICK)
    yes = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"}))
    await make_wish(yes, by=world.ana)
    assert await may_write("news") == "allow"

    await machine.post(mail.stop, data=CLICK)

    assert await may_write("news") != "allow"


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch"}),
        ("GET", {"purpose": "prefetch", "user-agent": "scanner"}),
    ],
)
async def test_a_scanner_that_looks_changes_nothing(method, headers, ana_got, machine, may_write):
    mail = await ana_got()
    before = await ledgers()

    answer = await machine.request(method, mail.stop, headers=headers)

    assert answer.status_code == 200
    assert await ledgers() == before
    assert await may_write("news") == "allow"
    if method == "GET":
        assert "No more e-mails about news" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"List-Unsubscribe": "yes"},
        {"choice": "everything"},
        {"choice": ""},
        {"unsubscribe": "One-Click"},
    ],
)
async def test_a_post_that_says_nothing_shows_the_form(body, ana_got, machine, may_write):
    mail = await ana_got()
    before = await ledgers()

    for answer in (
        await machine.post(mail.stop, data=body),
        await machine.post(mail.stop, content=b"List-Unsubscribe=One-Click",
                           headers={"content-type": "text/plain"}),
        await machine.post(mail.stop, files={"choice": ("stop.txt", b"stop")}),
    ):  # fmt: skip
        assert answer.status_code == 200
        assert "<form" in answer.text
    assert await ledgers() == before
    assert await may_write("news") == "allow"


async def test_a_tampered_link_is_a_404_that_leads_on(ana_got, machine, may_write):
    mail = await ana_got()
    before = await ledgers()
    for token in (mail.token[:-1], mail.token + "A", mail.token.swapcase(), "x" * 5000, "missing"):
        for path in (f"/u/{token}", f"/r/{token}"):
            for answer in (await machine.get(path), await machine.post(path, data=CLICK)):
                assert answer.status_code == 404
                assert "contact page" in answer.text
                assert 'href="/"' in answer.text
    assert await ledgers() == before
    assert await may_write("news") == "allow"


async def test_the_link_of_a_topic_that_is_gone_stops_its_purpose(
    ana_got, machine, may_write, world
):
    await make_wish(Wish(topics=frozenset({"events"})), by=world.ana)
    mail = await ana_got("offers")
    assert await may_write("events") == "allow"
    await ContactTopic.filter(key="offers").delete()

    page = await machine.get(mail.stop)
    answer = await machine.post(mail.stop, data=CLICK)

    assert (page.status_code, answer.status_code) == (200, 200)
    assert "events" in page.text
    assert await may_write("events") != "allow"


async def test_everything_off_and_then_one_click_keeps_the_stop(ana_got, machine, world):
    mail = await ana_got()
    await switch_off(by=world.ana)

    answer = await machine.post(mail.stop, data=CLICK)

    assert answer.status_code == 200
    assert [s.words for s in (await wishes_of(world.ana.person_id)).spoken if not s.wish.may] == [
        "Please do not e-mail me about news."
    ]
