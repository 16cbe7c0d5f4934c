"""No mail without a permit, no permit without a decision: the database itself refuses."""

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

from customer_space.gate.actions import commit
from customer_space.gate.models import Decision, Permit, Touch
from customer_space.gate.rules.channels import Channel
from portal.clock import now
from portal.database import rows
from portal.ids import new_id
from portal.mail import OutgoingMail

REFUSALS = (BaseORMException, asyncpg.PostgresError)


async def mail_with(permit_id, to):
    letter = {"to": to, "subject": "Hello", "text": "Hello", "html": None, "headers": {}}
    return await OutgoingMail.create(
        permit_id=permit_id, letter=letter, message_id=f"<{new_id()}@x>", created_at=now()
    )


async def test_a_mail_to_ana_needs_a_permit_that_the_gate_gave(world, rob, about_ana, keys):
    with pytest.raises(REFUSALS, match="permit"):
        await mail_with(new_id(), "ana@acme.example")

    answer = await commit(about_ana(), by=rob, keys=keys)

    assert (await mail_with(answer.permit.id, "ana@acme.example")).sent_at is None
    assert (await Permit.get(id=answer.permit.id)).used_at is not None


async def test_a_permit_is_used_once_and_for_its_person_only(world, rob, about_ana, keys):
    answer = await commit(about_ana(), by=rob, keys=keys)

    with pytest.raises(REFUSALS, match="permit"):
        await mail_with(answer.permit.id, "eve@globex.example")
    await mail_with(answer.permit.id, "ana@acme.example")
    with pytest.raises(REFUSALS):
        await mail_with(answer.permit.id, "ana@acme.example")


async def test_a_permit_for_a_call_or_an_old_one_sends_no_mail(world, rob, about_ana, keys):
    answer = await commit(about_ana(channel=Channel.PORTAL), by=rob, keys=keys)
    with pytest.raises(REFUSALS, match="permit"):
        await mail_with(answer.permit.id, "ana@acme.example")

    fresh = await commit(about_ana(), by=rob, keys=keys)
    with pytest.raises(REFUSALS, match="once"):
        await rows("update permit set expires_at = now() where id = $1", fresh.permit.id)
    await mail_with(fresh.permit.id, "ana@acme.example")


async def test_nobody_can_make_a_permit_that_no_decision_allows(world, rob, about_ana, keys):
    allowed = (await commit(about_ana(), by=rob, keys=keys)).decision
    denied = (await commit(about_ana(topic="news"), by=rob, keys=keys)).decision

    def permit(decision: Decision, **other):
        facts = {
            "decision_id": decision.id,
            "person_id": decision.person_id,
            "channel": decision.channel,
            "topic": decision.topic,
            "message_class": decision.message_class,
            "granted_at": now(),
            "expires_at": now(),
        }
        return Permit.create(**(facts | other))

    with pytest.raises(REFUSALS, match="no decision"):
        await permit(denied)
    with pytest.raises(REFUSALS, match="no decision"):
        await permit(allowed, channel=Channel.SMS)
    with pytest.raises(REFUSALS, match="no decision"):
        await permit(allowed, person_id=world.carl.person_id)
    assert await permit(allowed)


@pytest.mark.parametrize("table", ["decision", "touch"])
async def test_the_ledgers_only_grow(table, world, rob, about_ana, keys):
    await commit(about_ana(), by=rob, keys=keys)
    assert await Touch.all().count() == 1

    for change in (
        f"update {table} set sender = 'somebody else'",
        f"delete from {table}",
        f"truncate {table} cascade",
    ):
        with pytest.raises(REFUSALS, match="ledger"):
            await rows(change)


async def test_a_mail_goes_out_as_it_was_permitted_and_only_loses_its_words(
    world, rob, about_ana, keys
):
    answer = await commit(about_ana(), by=rob, keys=keys)
    mail = await mail_with(answer.permit.id, "ana@acme.example")
    wordless = mail.letter | {"text": "", "html": None}
    this = OutgoingMail.filter(id=mail.id)

    with pytest.raises(REFUSALS, match="cannot be changed"):
        await this.update(letter=wordless)
    with pytest.raises(REFUSALS, match="cannot be changed"):
        await this.update(letter=wordless | {"subject": "Buy"}, sent_at=now())
    await this.update(letter=wordless, sent_at=now())
    with pytest.raises(REFUSALS, match="cannot be changed"):
        await this.update(sent_at=None)
