"""What can be done about a message, and that those who look see what a fresh page shows."""

import re
import uuid
from datetime import timedelta

import pytest

from collaboration.chat.actions import post
from collaboration.chat.afterwards import edit, react, remove, take_up
from collaboration.chat.live import live
from collaboration.chat.models import Group, Mention, Message, Reaction, ReactionKind
from customer_space.accounts.rights import Side
from customer_space.plans.models import Commitment
from portal.clock import shifted
from portal.errors import Conflict, NotAllowed
from portal.live import Event, number_of

ACME = "/spaces/acme-corporation"
HTMX = {"HX-Request": "true"}


async def say(text, by, **more):
    said, _ = await post(text, id=uuid.uuid4(), by=by, **more)
    return said


async def test_rob_corrects_himself_and_it_shows(visit, world):
    said = await say("At sven", world.rob)
    rob = await visit("rob")
    form = await rob.get(f"{ACME}/messages/{said.id}/revision", headers=HTMX)
    assert "At sven</textarea>" in form.text
    answer = await rob.post(
        f"{ACME}/messages/{said.id}/revision", data={"text": "At seven"}, headers=HTMX
    )
    assert answer.status_code == 204
    page = (await (await visit("ana")).get(f"{ACME}/chat")).text
    assert "At seven" in page
    assert ">edited<" in page
    assert "At sven" not in page


async def test_nobody_changes_the_words_of_another(visit, world):
    said = await say("At seven", world.rob)
    for name in ("ana", "lea"):
        browser = await visit(name)
        where = f"{ACME}/messages/{said.id}"
        changed = await browser.post(f"{where}/revision", data={"text": "Never"}, headers=HTMX)
        removed = await browser.post(f"{where}/removal", headers=HTMX)
        form = await browser.get(f"{where}/revision", headers=HTMX)
        assert {changed.status_code, removed.status_code, form.status_code} == {403}
    assert (await Message.get(id=said.id)).text == "At seven"


async def test_after_fifteen_minutes_words_stand_but_can_still_be_removed(world):
    with shifted(-timedelta(minutes=16)):
        said = await say("At seven", world.rob)
    with pytest.raises(NotAllowed):
        await edit(said, "At eight", by=world.rob)
    with shifted(-timedelta(minutes=2)):
        await edit(said, "At half past", by=world.rob)
    assert await remove(said, by=world.rob)


async def test_removed_words_are_gone_and_the_trace_stays(visit, world):
    said = await say("Wrong customer @Ana Silva", world.rob)
    await react(said, ReactionKind.ON_IT, by=world.ana)
    rob = await visit("rob")
    for status in (204, 204):  # the second: he clicked twice
        answer = await rob.post(f"{ACME}/messages/{said.id}/removal", headers=HTMX)
        assert answer.status_code == status
    kept = await Message.get(id=said.id)
    assert (kept.text, await Mention.all().count(), await Reaction.all().count()) == ("", 0, 0)
    assert await Event.filter(kind="chat.message_removed").count() == 1
    page = (await (await visit("ana")).get(ACME)).text
    assert "Rob Keller removed this message." in page
    assert "Wrong customer" not in page
    with pytest.raises(Conflict):
        await react(kept, ReactionKind.GLAD, by=world.ana)
    with pytest.raises(NotAllowed):
        await edit(kept, "again", by=world.rob)


async def test_a_repeat_after_an_edit_or_a_removal_changes_nothing(world):
    id_ = uuid.uuid4()
    said, number = await post("once", id=id_, by=world.rob)
    await edit(said, "twice", by=world.rob)
    assert (await post("once", id=id_, by=world.rob))[1] == number
    await remove(said, by=world.rob)
    assert (await post("once", id=id_, by=world.rob))[1] == number
    assert (await Message.get(id=id_)).text == ""
    with pytest.raises(Conflict):
        await post("once", id=id_, by=world.ana)


async def test_the_same_answer_without_words_twice_is_taken_back(visit, world):
    said = await say("At seven?", world.rob)
    ana = await visit("ana")
    for there in (True, False):
        await ana.post(
            f"{ACME}/messages/{said.id}/reactions", data={"kind": "agreed"}, headers=HTMX
        )
        page = (await ana.get(f"{ACME}/chat")).text
        assert ("agreed: Ana Silva" in page) is there
    refused = await ana.post(
        f"{ACME}/messages/{said.id}/reactions", data={"kind": "💩"}, headers=HTMX
    )
    assert refused.status_code == 422


async def test_who_is_named_is_kept_beside_the_words(world):
    said = await say("@Ana Silva and @everyone, not @Eve Martin or x@Rob Keller", world.rob)
    kept = {(one.member_id, one.group, one.words) for one in await Mention.all()}
    assert kept == {
        (world.ana.id, None, "Ana Silva"), (None, Group.EVERYONE, "everyone"),
    }  # fmt: skip
    await edit(said, "@Carl Nunes", by=world.rob)
    assert [one.member_id for one in await Mention.all()] == [world.carl.id]
    assert '<span class="mention">@Carl Nunes</span>' in await live["chat.message_edited"](said.id)


async def test_in_a_note_only_those_who_read_it_are_named(world):
    await say("@Ana Silva or @Lea Brandt, @our side", world.rob, audience=Side.COMPANY)
    assert sorted(one.words for one in await Mention.all()) == ["Lea Brandt", "our side"]


async def test_a_message_becomes_a_commitment_and_both_know_of_each_other(visit, world):
    said = await say("I will send the list of returns.\n\nBy Friday.", world.carl)
    ana = await visit("ana")
    for _ in range(2):  # a second click makes no second one
        answer = await ana.post(f"{ACME}/messages/{said.id}/commitment", headers=HTMX)
        assert answer.status_code == 204
    [owed] = await Commitment.all()
    assert (owed.text, owed.owner_id) == ("I will send the list of returns.", world.carl.id)
    assert (await Message.get(id=said.id)).commitment_id == owed.id
    assert f'href="{ACME}/plan#commitment_{owed.id}"' in (await ana.get(f"{ACME}/chat")).text
    assert (
        f'href="{ACME}/messages/{said.id}#message_{said.id}"'
        in (await ana.get(f"{ACME}/plan")).text.partition("<main")[2].partition("</main>")[0]
    )


async def test_a_long_message_becomes_a_commitment_that_can_be_read(world):
    said = await say(f"\n{'word ' * 100}", world.rob)
    made = await take_up(said, by=world.ana)
    assert len(made.text) == 200
    assert made.text.endswith("…")


async def test_what_can_be_done_depends_on_who_asks(visit, world):
    said = await say("At seven", world.rob)
    where = f"{ACME}/messages/{said.id}/actions"
    rob = (await (await visit("rob")).get(where, headers=HTMX)).text
    ana = (await (await visit("ana")).get(where, headers=HTMX)).text
    assert "/revision" in rob
    assert "/removal" in rob
    assert "/revision" not in ana
    assert "/removal" not in ana
    assert "/commitment" in ana
    plain = await (await visit("ana")).get(where)
    assert plain.headers["location"] == f"{ACME}/messages/{said.id}#message_{said.id}"


async def test_without_a_script_everything_can_be_done_on_the_page_of_the_message(visit, world):
    said = await say("At seven?", world.rob)
    ana, where = await visit("ana"), f"{ACME}/messages/{said.id}"
    page = (await ana.get(where)).text
    assert f'action="{where}/reactions"' in page
    [id_] = re.findall(r'name="id" value="([^"]+)"', page)
    words = {"id": id_, "text": "Yes", "reply_to": str(said.id)}
    assert f'name="reply_to" value="{said.id}"' in page
    assert (await ana.post(f"{ACME}/chat/messages", data=words)).status_code == 303
    assert (await Message.get(id=id_)).reply_to_id == said.id
    done = await ana.post(f"{where}/reactions", data={"kind": "glad"})
    assert (done.status_code, done.headers["location"]) == (303, f"{where}#message_{said.id}")


async def test_a_day_leads_to_what_was_said_then(visit, world):
    ana = await visit("ana")
    assert (await ana.get(f"{ACME}/chat/day?day=2026-01-01")).headers["location"] == ACME
    said = await say("At seven", world.rob)
    for day in ("2026-01-01", "2199-01-01"):
        answer = await ana.get(f"{ACME}/chat/day?day={day}")
        assert answer.headers["location"] == f"{ACME}/messages/{said.id}#message_{said.id}"
    for nonsense in ("", "yesterday", "2026-13-01"):
        assert (await ana.get(f"{ACME}/chat/day?day={nonsense}")).status_code == 404


CHANGES = {
    "edited": lambda said, world: edit(said, "At *eight*, @Ana Silva", by=world.rob),
    "removed": lambda said, world: remove(said, by=world.rob),
    "reacted": lambda said, world: react(said, ReactionKind.DONE, by=world.ana),
    "taken up": lambda said, world: take_up(said, by=world.ana),
}


@pytest.mark.parametrize("audience", [None, Side.COMPANY])
@pytest.mark.parametrize("change", CHANGES)
async def test_old_state_and_events_make_the_fresh_page(visit, world, change, audience):
    if audience and change == "taken up":
        audience = None
    lea = await visit("lea")
    said = await say("At seven", world.rob, audience=audience)
    await say("Answer", world.lea, reply_to=said.id, audience=audience)
    await say("Note about it", world.fay, reply_to=said.id, audience=Side.COMPANY)
    old = (await lea.get(ACME)).text
    topics = [world.acme.topic, world.acme.topic_of_side(Side.COMPANY)]
    seen = {topic: await number_of(topic) for topic in topics}

    await CHANGES[change](said, world)

    page = old
    for topic in topics:
        for event in await Event.filter(topic=topic, number__gt=seen[topic]).order_by("number"):
            if event.kind in live:
                page = swapped(page, await live[event.kind](event.subject))
    assert pieces(page) == pieces((await lea.get(ACME)).text)
    assert page != old


def swapped(page, push):
    """The page after a push has taken the place of what has the same ids."""
    for tag in ("li", "section"):
        for piece in re.findall(rf'<{tag} hx-swap-oob="true".*?</{tag}>', push, re.DOTALL):
            fresh = piece.replace(' hx-swap-oob="true"', "", 1)
            id_ = re.search(r' id="([^"]+)"', fresh)[1]
            old = re.search(rf'<{tag}[^>]* id="{id_}".*?</{tag}>', page, re.DOTALL)
            page = page.replace(old[0], fresh)
    return page


def pieces(page):
    """The messages, and what was said lately."""
    messages = re.findall(r'<li class="message" id="message_.*?</li>', page, re.DOTALL)
    return messages, re.findall(r'<section id="lately".*?</section>', page, re.DOTALL)
