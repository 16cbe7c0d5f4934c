"""Ana's open page learns that something is new, and fetches it; nobody else learns what."""

from asgi import RENDERERS
from customer_space.gate.actions import commit
from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.live import Event

NO_MAIL = Wish(may=False, channels=frozenset({Way.EMAIL}))
SENTENCE = "Please do not e-mail me."


async def pushed(world, kind):
    event = await Event.filter(topic=world.acme.topic, kind=kind).order_by("-number").first()
    return str(await RENDERERS[kind](event.subject))


async def test_a_new_wish_is_fetched_by_anas_own_page(visit, world):
    ana = await visit("ana")
    contact = f"/spaces/{world.acme.slug}/contact"
    target = f"wishes_news_{world.ana.person_id}"
    assert f'id="{target}"' in (await ana.get(contact)).text

    await make_wish(NO_MAIL, by=world.ana)
    push = await pushed(world, "preferences.wishes_changed")

    assert f'id="{target}"' in push
    assert 'hx-get="contact/wishes"' in push
    assert SENTENCE not in push
    piece = (await ana.get(f"{contact}/wishes", headers={"hx-request": "true"})).text
    assert SENTENCE in piece
    assert piece.strip() in (await ana.get(contact)).text
    carl = await visit("carl")
    assert target not in (await carl.get(contact)).text


async def test_a_blocked_attempt_is_fetched_by_anas_own_page(visit, world, rob, about_ana, keys):
    ana = await visit("ana")
    contact = f"/spaces/{world.acme.slug}/contact"

    await commit(about_ana(topic="news"), by=rob, keys=keys)
    push = await pushed(world, "gate.attempt_recorded")

    assert f'id="timeline_news_{world.ana.person_id}"' in push
    assert "Rob" not in push
    assert "news</" not in push
    piece = (await ana.get(f"{contact}/timeline")).text
    assert "Rob Keller wanted to write you an e-mail about news." in piece
    assert piece.strip() in (await ana.get(contact)).text
    assert "Rob Keller wanted" not in (await (await visit("carl")).get(f"{contact}/timeline")).text


async def test_yes_and_no_weigh_the_same_on_the_contact_page(visit, world):
    """Refusing takes one press, has the same kind of button, and stands on the same page."""
    ana = await visit("ana")
    page = (await ana.get(f"/spaces/{world.acme.slug}/contact")).text

    off = page[: page.index("Switch everything off")].rsplit("<button", 1)[1]
    week = page[: page.index("For a week")].rsplit("<button", 1)[1]
    assert "button-secondary" in off
    assert "button-secondary" in week
    assert "are you sure" not in page.lower()
    assert 'value="yes" checked' in page
    assert page.count('type="checkbox"') == page.count('class="choice-input"') - 2
    ticked = [choice for choice in page.split("<input")[1:] if " checked" in choice.split(">")[0]]
    assert len(ticked) == 1
