"""Initiatives over HTTP, as the people of Acme use them."""

import pytest

from customer_space.initiatives import actions
from customer_space.initiatives.models import Initiative, Position, SignOff
from customer_space.initiatives.rules import State, Text
from tests.customer_space.initiatives.conftest import TEXT, again

ACME = "/spaces/acme-corporation/initiatives"
HTMX = {"hx-request": "true"}
FIELDS = {
    "title": TEXT.title, "trying": TEXT.trying, "expecting": TEXT.expecting,
    "measuring": TEXT.measuring,
}  # fmt: skip


@pytest.mark.parametrize("name", ["ana", "carl", "pia", "rob", "fay"])
async def test_either_side_proposes_and_discusses(visit, name):
    browser = await visit(name)
    assert "No initiative yet" in (await browser.get(ACME)).text
    assert (await browser.get(f"{ACME}/new")).status_code == 200

    drafted = await browser.post(ACME, data=FIELDS | {"state": "draft"})
    one = drafted.headers["location"]
    assert one == f"{ACME}/{(await Initiative.get()).id}"
    assert "Draft" in (await browser.get(ACME)).text
    assert (await browser.post(f"{one}/proposal")).headers["location"] == one
    assert "Read and sign" in (await browser.get(one)).text
    assert (await browser.post(f"{one}/proposal")).status_code == 409

    without = await browser.post(f"{one}/stance", data={"position": "object"}, headers=HTMX)
    assert without.status_code == 422
    assert "Please say why you object" in without.text
    stance = {"position": "object", "reason": "Two days is too early."}
    said = await browser.post(f"{one}/stance", data=stance, headers=HTMX)
    assert "Two days is too early." in said.text
    assert "Under discussion" in said.text
    page = await browser.get(one)
    assert "about an earlier text" not in page.text
    assert f'hx-get="/spaces/acme-corporation/threads/initiative/{one[-36:]}"' in page.text

    assert "Returns fall by a third" in (await browser.get(f"{one}/revision")).text
    changes = FIELDS | {"trying": "Three days after delivery.", "version": "1"}
    assert (await browser.post(f"{one}/revision", data=changes)).status_code == 303
    page = await browser.get(one)
    assert "changed what we want to try." in page.text
    assert "about an earlier text" in page.text


async def test_the_whole_life_of_an_initiative(visit, initiative):
    ana, rob, lea = await visit("ana"), await visit("rob"), await visit("lea")
    one = f"{ACME}/{initiative.id}"
    signed = {"content_hash": initiative.content_hash}

    assert "Sign for your side" in (await ana.get(f"{one}/signature")).text
    assert (await ana.post(f"{one}/signature", data=signed)).status_code == 303
    assert "Acme Corporation has signed" in (await rob.get(ACME)).text
    assert (await rob.post(f"{one}/run")).status_code == 409
    assert (await lea.post(f"{one}/signature", data=signed)).status_code == 303
    assert "Both sides signed the same text" in (await ana.get(one)).text
    late = await rob.post(f"{one}/revision", data=FIELDS | {"version": "1"})
    assert late.status_code == 409
    assert (await ana.post(f"{one}/withdrawal", data={"words": ""})).status_code == 409

    assert (await rob.post(f"{one}/run")).status_code == 303
    assert "Write down what was measured" in (await rob.get(one)).text
    assert "Returns fall by a third" in (await rob.get(f"{one}/review")).text
    assert (await rob.post(f"{one}/review", data={"words": ""})).status_code == 422
    measured = await rob.post(f"{one}/review", data={"words": "5 in 100, from 8."})
    assert measured.status_code == 303
    assert (await ana.get(f"{one}/verdict")).status_code == 200
    verdict = {"verdict": "adoption", "words": "A call beats three mailings."}
    assert (await ana.post(f"{one}/verdict", data=verdict | {"verdict": "x"})).status_code == 422
    assert (await ana.post(f"{one}/verdict", data=verdict)).status_code == 303
    page = (await rob.get(one)).text
    assert "5 in 100, from 8." in page
    assert "A call beats three mailings." in page
    assert (await again(initiative)).state is State.ADOPTED
    assert (await ana.post(f"{one}/verdict", data=verdict)).status_code == 409


@pytest.mark.parametrize("name", ["carl", "pia", "rob", "fay"])
async def test_only_leads_sign_or_decline(visit, initiative, name):
    browser, lea = await visit(name), await visit("lea")
    one = f"{ACME}/{initiative.id}"
    signed = {"content_hash": initiative.content_hash}

    page = (await browser.get(f"{one}/signature")).text
    assert "Sign for your side" not in page
    assert "signs Ana Silva" in page
    assert (await browser.post(f"{one}/signature", data=signed)).status_code == 403
    assert (await browser.post(f"{one}/refusal", data={"words": "No."})).status_code == 403
    assert (await lea.post(f"{one}/signature", data=signed)).status_code == 303


async def test_a_signature_under_an_older_text_is_refused(visit, world, initiative):
    lea, one = await visit("lea"), f"{ACME}/{initiative.id}"
    read = {"content_hash": initiative.content_hash}
    await actions.revise(
        initiative, Text(TEXT.title, "Nobody calls.", TEXT.expecting, TEXT.measuring),
        version=1, by=world.carl,
    )  # fmt: skip

    stale = await lea.post(f"{one}/signature", data=read)

    assert stale.status_code == 409
    assert "Carl Nunes changed what we want to try." in stale.text
    assert "Nobody calls." in stale.text
    assert await SignOff.all().count() == 0
    fresh = {"content_hash": (await again(initiative)).content_hash}
    assert (await lea.post(f"{one}/signature", data=fresh)).status_code == 303


async def test_an_edit_of_meaning_voids_and_a_cosmetic_one_does_not(visit, world, initiative):
    await actions.sign(initiative, initiative.content_hash, by=world.ana)
    cosmetic = Text(TEXT.title, TEXT.trying.rstrip("."), TEXT.expecting, TEXT.measuring)
    await actions.revise(await again(initiative), cosmetic, version=1, by=world.rob)
    assert await SignOff.filter(voided_at=None).count() == 1
    assert (await again(initiative)).state is State.AWAITING_SIGNOFF

    meant = Text(TEXT.title, TEXT.trying, "Returns fall by half.", TEXT.measuring)
    await actions.revise(await again(initiative), meant, version=2, by=world.rob)

    line = (
        "Rob Keller changed what we expect. The signature of Ana Silva no longer covers the text."
    )
    [sign_off] = await SignOff.all()
    assert sign_off.void_reason == line
    assert (await again(initiative)).state is State.DELIBERATING
    for name in ("ana", "lea"):
        assert line in (await (await visit(name)).get(f"{ACME}/{initiative.id}")).text


async def test_two_people_cannot_overwrite_each_other(visit, world, initiative):
    ana, one = await visit("ana"), f"{ACME}/{initiative.id}"
    await actions.revise(initiative, Text("Rob's title", "a", "b", "c"), version=1, by=world.rob)

    late = await ana.post(f"{one}/revision", data=FIELDS | {"title": "Mine", "version": "1"})

    assert late.status_code == 409
    assert "Rob Keller changed this while you were writing" in late.text
    assert "Rob&#39;s title" in late.text
    assert 'value="Mine"' in late.text
    again_ = await ana.post(f"{one}/revision", data=FIELDS | {"title": "Mine", "version": "2"})
    assert again_.status_code == 303


async def test_declining_and_withdrawing_end_it_with_a_reason(visit, world, initiative):
    lea, carl, rob = await visit("lea"), await visit("carl"), await visit("rob")
    one = f"{ACME}/{initiative.id}"
    assert (await lea.get(f"{one}/refusal")).status_code == 200
    assert (await lea.post(f"{one}/refusal", data={"words": ""})).status_code == 422
    assert (await lea.post(f"{one}/refusal", data={"words": "Too dear."})).status_code == 303
    assert "Declined by Lea Brandt" in (await carl.get(one)).text
    stance = {"position": "agree", "reason": ""}
    assert (await carl.post(f"{one}/stance", data=stance, headers=HTMX)).status_code == 409

    other = await actions.start(TEXT, proposed=True, by=world.ana)
    two = f"{ACME}/{other.id}"
    assert (await rob.post(f"{two}/withdrawal", data={"words": ""})).status_code == 403
    assert (await carl.get(f"{two}/withdrawal")).status_code == 200
    assert (await carl.post(f"{two}/withdrawal", data={"words": ""})).status_code == 303
    assert "Carl Nunes withdrew this." in (await rob.get(two)).text
    signed = {"content_hash": other.content_hash}
    assert (await lea.post(f"{two}/signature", data=signed)).status_code == 409


async def test_an_initiative_of_globex_is_nothing_to_ana(visit, world):
    foreign = await actions.start(TEXT, proposed=True, by=world.eve)
    ana, eve = await visit("ana"), await visit("eve")

    assert (await ana.get(f"{ACME}/{foreign.id}")).status_code == 404
    assert (await ana.post(f"{ACME}/{foreign.id}/run")).status_code == 404
    assert (await eve.get(f"/spaces/globex/initiatives/{foreign.id}")).status_code == 200
    assert foreign.number == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", 'id="title_problem"'),
        ("title", "two\nlines", "must be a single line"),
        ("trying", "x" * 8001, 'id="trying_problem"'),
        ("number", "7", "This field is not part of the form."),
    ],
)
async def test_a_refused_proposal_keeps_its_words(visit, field, value, sentence):
    ana = await visit("ana")

    refused = await ana.post(ACME, data=FIELDS | {field: value})

    assert refused.status_code == 422
    assert sentence in refused.text
    assert TEXT.measuring in refused.text
    assert (await ana.post(ACME, data=FIELDS)).status_code == 303


async def test_everybody_may_change_their_mind(visit, world, initiative):
    await actions.take_stance(initiative, Position.OBJECT, "Too early.", by=world.rob)
    rob, one = await visit("rob"), f"{ACME}/{initiative.id}"
    assert "Change where you stand" in (await rob.get(one)).text

    said = await rob.post(f"{one}/stance", data={"position": "agree", "reason": ""})

    assert said.status_code == 303
    page = (await rob.get(one)).text
    assert "agrees" in page
    assert "Too early." not in page
