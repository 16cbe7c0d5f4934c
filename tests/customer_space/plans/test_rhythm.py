"""The contact rhythm: negotiated by all, signed by both leads, binding until the next."""

import asyncio

import pytest

from customer_space.plans import rhythm, rules
from customer_space.plans.models import RhythmAgreement, RhythmItem, RhythmSignOff
from customer_space.plans.overtaken import Overtaken
from customer_space.plans.queries import agreed_rhythm, rhythm_shown
from portal.errors import Conflict, NotAllowed
from tests.customer_space.plans.conftest import VISIT, hash_of

ACME = "/spaces/acme-corporation/plan"
HTMX = {"hx-request": "true"}
CALLS = {
    "way": "voice_live", "topic": "deliveries", "times": "1", "per": "fortnight",
    "days[]": ["tue"], "opens": "09:00", "closes": "12:00", "who_id": "",
}  # fmt: skip


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob"])
async def test_everybody_negotiates_the_lines(visit, name):
    browser = await visit(name)
    assert (await browser.get(f"{ACME}/rhythm/new")).status_code == 200

    added = await browser.post(f"{ACME}/rhythm", data=CALLS, headers=HTMX)
    words = "One call about deliveries every two weeks at most, Tuesdays, 09:00 to 12:00."
    assert words in added.text
    one = f"{ACME}/rhythm/{(await RhythmItem.get()).id}"
    assert '<option value="deliveries" selected>' in (await browser.get(one)).text

    changed = await browser.post(one, data=CALLS | {"times": "2", "version": "1"}, headers=HTMX)
    assert "Two calls about deliveries" in changed.text
    late = await browser.post(one, data=CALLS | {"times": "3", "version": "1"}, headers=HTMX)
    assert late.status_code == 409
    assert "It now says: “Two calls" in late.text
    assert 'value="3"' in late.text
    assert "No rhythm yet" in (await browser.post(f"{one}/removal", headers=HTMX)).text
    assert "Two calls" in (await browser.post(f"{one}/restoration", headers=HTMX)).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("times", "-1", "Please give a number of at least 0."),
        ("topic", "the weather", "Please choose one of the topics"),
        ("times", "many", "Please give a whole number."),
        ("closes", "", "needs both hours, or neither"),
        ("closes", "08:00", "must be later than the first hour"),
        ("opens", "9", "must be an hour such as 09:30"),
        ("way", "fax", "This is not one of the choices."),
        ("days[]", ["someday"], "This is not one of the choices."),
    ],
)
async def test_a_refused_line_says_why(visit, field, value, sentence):
    ana = await visit("ana")

    refused = await ana.post(f"{ACME}/rhythm", data=CALLS | {field: value}, headers=HTMX)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert (await ana.post(f"{ACME}/rhythm", data=CALLS)).status_code == 303


async def test_both_leads_sign_and_it_binds(visit, world, plan, visit_item):
    ana, lea = await visit("ana"), await visit("lea")
    signed = {"content_hash": await hash_of(plan)}
    assert "Sign for your side" in (await ana.get(f"{ACME}/rhythm/signature")).text

    assert (await ana.post(f"{ACME}/rhythm/signature", data=signed)).status_code == 303
    assert await agreed_rhythm(world.acme.id) is None, "one signature binds nobody"
    assert (await ana.post(f"{ACME}/rhythm/signature", data=signed)).status_code == 409
    assert (await lea.post(f"{ACME}/rhythm/signature", data=signed)).status_code == 303

    assert "Both sides signed this rhythm" in (await ana.get(ACME)).text
    [cap] = rules.compile(await agreed_rhythm(world.acme.id))
    assert (cap["type"], cap["channels"], cap["max"]) == ("cap", ["visit"], 1)


@pytest.mark.parametrize("name", ["carl", "rob", "pia", "fay"])
async def test_only_leads_sign(visit, plan, visit_item, name):
    signed = {"content_hash": await hash_of(plan)}
    page = await (await visit(name)).get(f"{ACME}/rhythm/signature")

    assert "Sign for your side" not in page.text
    assert "signs Ana Silva" in page.text
    refused = await (await visit(name)).post(f"{ACME}/rhythm/signature", data=signed)
    assert refused.status_code == 403
    lead = await (await visit("lea")).post(f"{ACME}/rhythm/signature", data=signed)
    assert lead.status_code == 303


async def test_only_leads_sign_whoever_asks(world, plan, visit_item):
    with pytest.raises(NotAllowed):
        await rhythm.sign(await hash_of(plan), by=world.pia)
    await rhythm.sign(await hash_of(plan), by=world.ana)


async def test_an_edit_takes_signatures_away_in_one_visible_line(visit, world, plan, visit_item):
    await rhythm.sign(await hash_of(plan), by=world.ana)

    await rhythm.edit_item(visit_item, VISIT._replace(times=2), version=1, by=world.rob)

    [line] = (await rhythm_shown(plan))["lines"]
    assert line.words == (
        "Rob Keller changed “One visit a quarter at most” to “Two visits a quarter at most”. "
        "The signature of Ana Silva no longer covers it."
    )
    assert (await rhythm_shown(plan))["signatures"] == {}
    assert line.words in (await (await visit("ana")).get(ACME)).text.replace("&#39;", "'")


async def test_what_was_signed_binds_until_the_next_is_signed(world, plan, visit_item):
    for lead in (world.ana, world.lea):
        await rhythm.sign(await hash_of(plan), by=lead)
    first = rules.compile(await agreed_rhythm(world.acme.id))

    await rhythm.edit_item(visit_item, VISIT._replace(times=2), version=1, by=world.rob)
    await rhythm.sign(await hash_of(plan), by=world.lea)
    assert rules.compile(await agreed_rhythm(world.acme.id)) == first
    await rhythm.sign(await hash_of(plan), by=world.ana)

    [cap] = rules.compile(await agreed_rhythm(world.acme.id))
    assert cap["max"] == 2
    assert await RhythmAgreement.filter(ended_at=None).count() == 1


async def test_nobody_signs_what_they_have_not_read(visit, world, plan, visit_item):
    read = {"content_hash": await hash_of(plan)}
    await rhythm.edit_item(visit_item, VISIT._replace(times=2), version=1, by=world.rob)
    ana = await visit("ana")

    stale = await ana.post(f"{ACME}/rhythm/signature", data=read)

    assert stale.status_code == 409
    assert "The rhythm was changed since you read it" in stale.text
    assert "Two visits a quarter" in stale.text
    fresh = {"content_hash": await hash_of(plan)}
    assert (await ana.post(f"{ACME}/rhythm/signature", data=fresh)).status_code == 303


async def test_a_signature_and_an_edit_at_once_never_leave_a_wrong_signature(
    world, plan, visit_item
):
    for times in range(2, 12):
        current = await hash_of(plan)
        version = (await RhythmItem.get()).version
        results = await asyncio.gather(
            rhythm.sign(current, by=world.ana),
            rhythm.edit_item(
                visit_item, VISIT._replace(times=times), version=version, by=world.rob
            ),
            return_exceptions=True,
        )
        assert all(r is None or isinstance(r, Overtaken | Conflict) for r in results), results
        valid = await RhythmSignOff.filter(voided_at=None)
        assert [s.content_hash for s in valid if s.content_hash != await hash_of(plan)] == []
