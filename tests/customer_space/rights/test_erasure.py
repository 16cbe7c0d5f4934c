"""Who asks to be forgotten is: nothing tells of them, and everything else still proves itself."""

from datetime import timedelta

import pytest

from auth.models import Person, PersonState
from collaboration.chat.models import Message
from collaboration.leaving import LEAVING
from customer_space.accounts.models import Member
from customer_space.documents.html import to_plain
from customer_space.documents.queries import text_of
from customer_space.exchange.actions import import_contacts
from customer_space.gate.actions import simulate
from customer_space.gate.models import Reservation
from customer_space.gate.proof.actions import sign_ledger
from customer_space.gate.proof.chain import Line, first_fault
from customer_space.gate.proof.export import exported
from customer_space.gate.proof.heads import signed_tips, signing_key
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.plans.models import Plan
from customer_space.preferences.suppressions import keys_of
from customer_space.rights.erasure.actions import ask_for_erasure, erase, withdraw_request
from customer_space.rights.models import ErasureRequest
from portal.clock import now, shifted
from portal.database import rows
from portal.errors import Conflict
from tests.customer_space.exchange.test_import_accounts import table
from tests.customer_space.rights.canary import CANARIES, CRM, EMAIL, NAME, PHONE, plant

KEY = signing_key("a secret of the settings, long enough to be one")


@pytest.fixture
def keys(settings):
    return keys_of(settings.secret_keys)


@pytest.fixture
async def quirina(world, keys):
    return await plant(world, keys)


async def forget(member, keys, data_dir=None):
    person = await Person.get(id=member.person_id)
    asked = await ask_for_erasure(person, by=None, at_once=True)
    await erase(asked.id, keys=keys, above=LEAVING, data_dir=data_dir)
    return (await ErasureRequest.get(id=asked.id)).done_at


async def places_of(canary: str) -> set[str]:
    """Every table in which the word stands, in whatever column, text, JSON or bytes."""
    found = set()
    for each in await rows(_TABLES):
        sql = f'select 1 from "{each["name"]}" t where {each["text"]} ~* $1 limit 1'
        if await rows(sql, canary):
            found.add(each["name"])
    return found


_TABLES = """
select t.table_name as name, 'to_jsonb(t)::text' || coalesce((
  select string_agg(
    format(' || coalesce(encode(%I, ''escape''), '''')', column_name), '')
  from information_schema.columns c
  where c.table_name = t.table_name and c.data_type = 'bytea'
), '') as text
from information_schema.tables t
where t.table_schema = current_schema() and t.table_type = 'BASE TABLE'
"""


async def proved():
    return [Line.parse(text) async for text in exported()]


async def test_nothing_tells_of_her_any_more_and_the_chains_hold(world, quirina, keys, tmp_path):
    before = signed_tips([await sign_ledger(KEY)], KEY)
    upload = tmp_path / "audiences" / "1" / "input"
    upload.parent.mkdir(parents=True)
    upload.write_text(f"recipient\n{EMAIL}\nana@acme.example\n{PHONE};1\n")
    size = upload.stat().st_size
    planted = set.union(*[await places_of(canary) for canary in CANARIES])
    assert planted >= {
        "person", "contact_point", "chat_message", "document", "revision", "touch", "decision",
        "session", "sign_in_link", "identity", "job", "stance", "desired_outcome", "commitment",
        "initiative", "document_update", "chat_mention",
    }  # fmt: skip

    assert await forget(quirina, keys, tmp_path)

    left = {canary: await places_of(canary) for canary in CANARIES}
    assert left == {canary: set() for canary in CANARIES}
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or not any(c.encode() in file.read_bytes() for c in CANARIES)
    assert (upload.stat().st_size, "ana@acme.example" in upload.read_text()) == (size, True)
    lines = await proved()
    assert first_fault(lines, before) is None
    assert first_fault(lines, signed_tips([await sign_ledger(KEY)], KEY)) is None
    asked = await ErasureRequest.get(person_id=quirina.person_id)
    assert asked.done_at
    assert asked.emptied["ledgers"] >= 6


async def test_what_is_others_stays(world, quirina, keys):
    await forget(quirina, keys)

    plan = await Plan.get(account_id=world.acme.id)
    assert "keeps the key of the store" in to_plain(await text_of(plan.document_id))
    mine = await Message.filter(author_id=world.rob.id).order_by("at")
    assert [one.text for one in mine][-2:] == [
        "@somebody erased thank you, somebody erased it is", "A call?",
    ]  # fmt: skip
    hers = await Message.filter(author_id=quirina.id)
    assert all(one.removed_at and one.text == "" for one in hers)
    visits = await rows(
        "select note, sender_name from touch where person_id = $1 order by recorded_at",
        world.ana.person_id,
    )
    assert visits == [{"note": "", "sender_name": "Rob Keller"}, {"note": "by her",
                                                                 "sender_name": ""}]  # fmt: skip
    member = await Member.get(id=quirina.id).select_related("person")
    assert (member.name, member.person.state) == ("Somebody erased", PersonState.ERASED)
    assert member.left_at


async def test_an_import_does_not_bring_her_back_and_the_gate_says_why(world, quirina, keys):
    await forget(quirina, keys)

    result = await import_contacts(table(CRM), keys=keys)
    assert (result.counts.created, result.counts.refused) == (0, 1)
    assert not await places_of("featherby")
    asked = Asked(channel=Channel.EMAIL, topic="advice", at=now(), address=EMAIL)
    answer = await simulate(asked, by=Asker.member(world.rob), keys=keys)
    codes = [reason.code for reason in answer.weighed.verdict.reasons]
    assert "suppressed.erasure" in codes
    assert not await Reservation.filter(person_id=quirina.person_id, state="held").exists()


async def test_she_may_think_better_of_it_for_a_week(world, quirina, keys):
    asked = await ask_for_erasure(quirina.person, by=quirina.person)
    assert await erase(asked.id, keys=keys, above=LEAVING) is None

    await withdraw_request(quirina.person)
    with shifted(timedelta(days=8)):
        assert await erase(asked.id, keys=keys, above=LEAVING) is None
    assert (await Person.get(id=quirina.person_id)).display_name == NAME
    with pytest.raises(Conflict):
        await withdraw_request(quirina.person)

    again = await ask_for_erasure(quirina.person, by=quirina.person)
    with shifted(timedelta(days=8)):
        assert await erase(again.id, keys=keys, above=LEAVING)
    assert (await Person.get(id=quirina.person_id)).state is PersonState.ERASED


async def test_who_empties_a_line_without_saying_so_is_found_out(world, quirina, keys):
    tips = signed_tips([await sign_ledger(KEY)], KEY)
    [touch] = await rows("select id from touch where note like '%glad'")

    with pytest.raises(Exception, match="cannot be changed"):
        await rows("update touch set note = 'sad' where id = $1", touch["id"])
    await rows("update touch set note = '' where id = $1", touch["id"])
    assert first_fault(await proved(), tips).what == "was changed"
    await rows("update ledger_line set salts = salts - 'note' where row_id = $1", touch["id"])

    fault = first_fault(await proved(), tips)
    assert (fault.row_id, fault.what) == (
        str(touch["id"]), "was emptied, and no erasure says so",
    )  # fmt: skip
