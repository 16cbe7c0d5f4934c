"""What Ana and Lea signed in the plan binds every contact of the account."""

from customer_space.gate.actions import commit
from customer_space.gate.rules.answer import Outcome
from customer_space.gate.rules.channels import Channel
from customer_space.plans.actions import plan_for
from customer_space.plans.queries import items_of
from customer_space.plans.rhythm import ItemWords, add_item, sign
from customer_space.plans.rules import Per, Way, content_hash

ONE_MAIL_A_MONTH = ItemWords(Way.EMAIL, "", 1, Per.MONTH, [], "", "", None)


async def test_a_signed_rhythm_holds_for_everybody_in_acme(world, rob, lea, about_ana, keys):
    await add_item(ONE_MAIL_A_MONTH, by=world.ana)
    before = await commit(about_ana(), by=rob, keys=keys)
    assert before.allowed

    plan = await plan_for(world.acme)
    signed = content_hash([item.beat for item in await items_of(plan)])
    await sign(signed, by=world.ana)
    half_signed = await commit(about_ana(), by=rob, keys=keys)
    assert half_signed.allowed

    await sign(signed, by=world.lea)
    for person in (world.ana, world.carl):
        refused = await commit(about_ana(person_id=person.person_id), by=lea, keys=keys)
        assert refused.weighed.verdict.headline.code == "account.cap"
        assert refused.weighed.verdict.outcome in {Outcome.DEFER, Outcome.REDIRECT}
    by_portal = await commit(about_ana(channel=Channel.PORTAL), by=rob, keys=keys)
    assert by_portal.allowed
