"""The calendar of the rhythm, as the people of Acme use it."""

import re
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from customer_space.accounts.models import Member
from customer_space.plans import rhythm
from customer_space.plans.calendar.queries import kept_months, upcoming
from customer_space.plans.queries import today_of
from customer_space.plans.rhythm import ItemWords
from customer_space.plans.rules import Per, Way
from portal.clock import now, shifted
from tests.customer_space.plans.conftest import hash_of

ACME = "/spaces/acme-corporation/plan"
CALL = ItemWords(Way.CALL, "review-calls", 1, Per.MONTH, ["tue"], "09:00", "12:00", None)


@pytest.fixture
async def agreed(world, plan):
    """Both sides signed two months ago: a call each month, on a Tuesday morning."""
    with shifted(-timedelta(days=62)):
        await rhythm.add_item(CALL, by=world.rob)
        for lead in (world.ana, world.lea):
            await rhythm.sign(await hash_of(plan), by=lead)
    return plan


async def free_day(agreed, one):
    """Another day of the same month that is still to come."""
    days = (one.first + timedelta(days=n) for n in range(28))
    return next(day for day in days if day != one.day and day >= today_of(agreed.account))


async def test_nothing_is_planned_before_both_have_signed(visit, world, plan):
    ana = await visit("ana")
    assert "Nothing is planned" in (await ana.get(f"{ACME}/calendar")).text

    await rhythm.add_item(CALL, by=world.rob)
    await rhythm.sign(await hash_of(plan), by=world.ana)
    assert "Nothing is planned" in (await ana.get(f"{ACME}/calendar")).text

    await rhythm.sign(await hash_of(plan), by=world.lea)
    page = (await ana.get(f"{ACME}/calendar")).text
    assert "Call, <time" in page
    assert "Europe/Lisbon" in page


@pytest.mark.parametrize("name", ["ana", "carl"])
async def test_the_customers_side_moves_a_date_within_its_month(visit, agreed, name):
    browser = await visit(name)
    one = (await upcoming(agreed))[-2]
    here = f"{ACME}/calendar/occurrences/{one.key}"
    assert "Move it" in (await browser.get(here)).text
    day = await free_day(agreed, one)

    moved = await browser.post(here, data={"day": str(day), "opens": "15:30"})

    assert (moved.status_code, moved.headers["location"]) == (303, f"{ACME}/calendar")
    page = (await browser.get(f"{ACME}/calendar")).text
    assert f"{day:%A %-d %B}, 15:30" in page
    assert "moved by" in page
    again = next(each for each in await upcoming(agreed) if each.key == one.key)
    assert (again.day, again.opens, again.sequence, again.planned_for) == (
        day, "15:30", 1, one.day,
    )  # fmt: skip


async def test_a_day_outside_the_month_is_refused_and_the_words_kept(visit, agreed):
    ana = await visit("ana")
    one = (await upcoming(agreed))[2]
    here = f"{ACME}/calendar/occurrences/{one.key}"

    late = str(one.last + timedelta(days=1))
    refused = await ana.post(here, data={"day": late, "opens": "16:45"})

    assert refused.status_code == 422
    assert "Please stay between" in refused.text
    assert 'value="16:45"' in refused.text
    assert one in await upcoming(agreed)
    assert (await ana.post(here, data={"day": str(one.last), "opens": ""})).status_code == 303


@pytest.mark.parametrize("name", ["rob", "lea", "fay", "pia"])
async def test_the_others_only_ask(visit, agreed, name):
    browser = await visit(name)
    one = (await upcoming(agreed))[1]
    here = f"{ACME}/calendar/occurrences/{one.key}"

    assert "The customer’s side moves dates" in (await browser.get(here)).text
    for refused in (
        await browser.post(here, data={"day": str(one.last), "opens": "10:00"}),
        await browser.post(f"{here}/omission"),
    ):
        assert refused.status_code == 403
    assert one in await upcoming(agreed)


async def test_ana_leaves_a_date_out_and_takes_it_up_again(visit, agreed):
    ana = await visit("ana")
    one = (await upcoming(agreed))[1]
    here = f"{ACME}/calendar/occurrences/{one.key}"

    assert (await ana.post(f"{here}/omission")).status_code == 303
    assert "left out by Ana Silva" in (await ana.get(f"{ACME}/calendar")).text
    assert (await upcoming(agreed))[1].omitted

    await ana.post(here, data={"day": str(one.day), "opens": one.opens})
    assert not (await upcoming(agreed))[1].omitted


async def test_what_is_not_planned_cannot_be_moved(visit, agreed):
    ana, eve = await visit("ana"), await visit("eve")
    real = (await upcoming(agreed))[0].key
    for browser, key in ((ana, "missing"), (eve, real)):
        here = f"{ACME}/calendar/occurrences/{key}"
        assert (await browser.get(here)).status_code == 404
        moved = await browser.post(here, data={"day": "2027-01-01", "opens": ""})
        assert moved.status_code == 404


async def test_a_missed_call_reads_the_same_for_both_sides(visit, agreed):
    months = await kept_months(agreed)
    assert sum(month.missed for month in months) >= 1

    tables = []
    for name in ("ana", "rob"):
        page = (await (await visit(name)).get(f"{ACME}/calendar")).text
        tables.append(page[page.index("Planned and kept, month by month") : page.index("feeds_t")])
    assert tables[0] == tables[1]
    assert months[0].name in tables[0]


async def address_made_by(browser):
    made = await browser.post(f"{ACME}/calendar/feeds")
    return re.search(r"http://testserver(/calendar/[\w-]{43}\.ics)", made.text)[1]


async def test_a_feed_follows_what_is_moved_and_needs_no_sign_in(visit, agreed):
    ana, nobody = await visit("ana"), await visit("nobody")
    address = await address_made_by(ana)
    one = (await upcoming(agreed))[1]

    first = await nobody.get(address)
    assert first.headers["content-type"].startswith("text/calendar")
    day = await free_day(agreed, one)
    await ana.post(f"{ACME}/calendar/occurrences/{one.key}", data={"day": str(day), "opens": ""})
    then = Calendar.from_ical((await nobody.get(address)).content)

    events = {str(event["uid"]): event for event in then.walk("VEVENT")}
    assert len(events) == len(await upcoming(agreed))
    moved = events[f"{one.key}@parley"]
    assert moved["dtstart"].dt.date() == day
    assert moved["sequence"] == 1
    assert f"{moved['dtstart'].dt:%H:%M}" == "09:00"
    assert isinstance(moved["dtstamp"].dt, datetime)


async def test_an_ended_feed_reads_nothing_and_only_its_owner_ends_it(visit, world, agreed):
    ana, carl, nobody = await visit("ana"), await visit("carl"), await visit("nobody")
    hers, his = await address_made_by(ana), await address_made_by(carl)
    page = (await ana.get(f"{ACME}/calendar")).text
    assert hers not in page, "the address is shown once"
    ending = re.search(r'action="([^"]+/ending)"', page)[1]

    assert (await carl.post(ending)).status_code == 404
    assert (await nobody.get(hers)).status_code == 200
    assert (await ana.post(ending)).status_code == 303
    assert (await nobody.get(hers)).status_code == 404
    assert (await nobody.get(his)).status_code == 200
    await Member.filter(id=world.carl.id).update(left_at=now())
    assert (await nobody.get(his)).status_code == 404


async def test_a_sixth_address_is_one_too_many(visit, agreed):
    pia = await visit("pia")
    for _ in range(5):
        await address_made_by(pia)
    assert (await pia.post(f"{ACME}/calendar/feeds")).status_code == 409
