"""Whoever looks at initiatives sees what others do: old page + news = fresh page."""

from customer_space.initiatives import actions
from customer_space.initiatives.live import live
from customer_space.initiatives.models import Position
from customer_space.initiatives.rules import Step, Text
from portal.ids import new_id
from portal.live import number_of
from tests.customer_space.initiatives.conftest import TEXT, again
from tests.customer_space.plans.elements import main_of, patched, pushes

ACME = "/spaces/acme-corporation/initiatives"
REVISED = Text("A technician calls", "On the third day.", TEXT.expecting, TEXT.measuring)


def steps(world, draft, other, third):
    """Everything that can happen to three initiatives."""

    async def sign(lead):
        now = await again(draft)
        await actions.sign(now, now.content_hash, by=lead)

    async def revise():
        await actions.revise(await again(draft), REVISED, version=1, by=world.rob)

    return [
        lambda: actions.start(TEXT, proposed=True, by=world.carl),
        lambda: actions.propose(draft, by=world.ana),
        lambda: actions.take_stance(draft, Position.OBJECT, "Too early.", by=world.rob),
        lambda: sign(world.ana),
        revise,
        lambda: sign(world.ana),
        lambda: sign(world.lea),
        lambda: actions.run(draft, by=world.rob),
        lambda: actions.review(draft, "5 in 100.", by=world.rob),
        lambda: actions.conclude(draft, Step.ADOPT, "Calls work.", by=world.ana),
        lambda: actions.refuse(other, "Too dear.", by=world.lea),
        lambda: actions.withdraw(third, "", by=world.carl),
    ]


async def test_old_pages_and_news_make_the_fresh_pages(visit, world):
    fay, heard = await visit("fay"), set()
    draft = await again(await actions.start(TEXT, proposed=False, by=world.ana))
    other = await again(await actions.start(TEXT, proposed=True, by=world.ana))
    third = await again(await actions.start(TEXT, proposed=True, by=world.ana))
    addresses = [ACME, *(f"{ACME}/{one.id}" for one in (draft, other, third))]
    pages = {at: main_of((await fay.get(at)).text) for at in addresses}
    for step in steps(world, draft, other, third):
        since = await number_of(world.acme.topic)
        await step()
        kinds, [push] = await pushes(world.acme.topic, since)
        heard.update(kinds)
        for at in addresses:
            pages[at] = patched(pages[at], push)
            assert pages[at] == main_of((await fay.get(at)).text), (kinds, at)
    assert heard == set(live)


async def test_what_is_gone_is_no_news(world):
    assert [await render(new_id()) for render in live.values()] == [None] * len(live)
