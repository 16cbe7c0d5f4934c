"""What goes with somebody who is erased, and what waits on the home page of those who stay."""

from collaboration.notifications.erasure import erase_notifications
from collaboration.notifications.models import Attention, HeldReply, ReplyAddress
from customer_space.rights.erasure.recognised import known_of
from tests.collaboration.notifications.conftest import answer, by_recipient


async def test_nothing_of_notifying_is_left_of_ana_and_rob_s_stays(world, say, work, bring, choose):
    await say("rob", "@Ana Silva hello")
    await say("ana", "@Rob Keller hello")
    mails = by_recipient(await work(minutes=3))
    for to in ("ana@acme.example", "rob@parley.example"):
        await bring(answer("Private words", sender="home@x.example"), mails[to]["Reply-To"])
    await choose(world.ana, "loud")

    await erase_notifications(await known_of(world.ana.person))

    for left in (await Attention.all(), await ReplyAddress.all()):
        assert {one.member_id for one in left} == {world.rob.id}
    [held] = await HeldReply.all().select_related("address")
    assert held.address.member_id == world.rob.id


async def test_rob_is_asked_on_his_home_page_and_lea_is_not(world, say, work, bring, visit):
    await say("ana", "@Rob Keller hello")
    mail = by_recipient(await work(minutes=3))["rob@parley.example"]

    await bring(answer("Hi", sender="rob@home.example"), mail["Reply-To"])

    asked = "An answer came by mail in your name. Was it you?"
    assert asked in (await (await visit("rob")).get("/")).text
    assert asked not in (await (await visit("lea")).get("/")).text
