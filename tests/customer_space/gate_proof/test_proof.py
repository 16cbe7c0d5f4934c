"""Whoever changes, removes, adds or swaps a line of a ledger is found out, offline."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from joserfc.jwk import OKPKey

from customer_space.gate.actions import Happened, commit, report, reserve
from customer_space.gate.proof.actions import SIGN, heads, next_midnight, sign_day, sign_ledger
from customer_space.gate.proof.chain import Line, first_fault
from customer_space.gate.proof.export import exported
from customer_space.gate.proof.heads import NotSigned, signed_tips, signing_key
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.actions import make_wish
from customer_space.preferences.suppressions import keys_of
from customer_space.preferences.vocabulary import Channel as Way
from customer_space.preferences.wishes import Wish
from portal.clock import now
from portal.database import rows
from portal.outbox import Job

SECRET = "a secret of the settings, long enough to be one"
LEDGERS = ("decision", "touch", "statement", "consent_event")


@pytest.fixture
def key():
    return signing_key(SECRET)


@pytest.fixture
async def history(world, settings):
    """Ana says yes to news by e-mail; Rob writes, is reported once, and asks again."""
    keys, rob = keys_of(settings.secret_keys), Asker.member(world.rob)

    def asked(**other):
        usual = {"channel": Channel.EMAIL, "topic": "advice", "at": now(),
                 "person_id": world.ana.person_id, "account_id": world.acme.id}  # fmt: skip
        return Asked(**(usual | other))

    news = Wish(channels=frozenset({Way.EMAIL}), topics=frozenset({"news"}), at_most=3)
    await make_wish(news, by=world.ana)
    await make_wish(Wish(may=False, channels=frozenset({Way.SMS})), by=world.ana)
    await commit(asked(), by=rob, keys=keys)
    await reserve(asked(topic="news"), by=rob, keys=keys)
    await report(asked(), by=rob, keys=keys, happened=Happened(note="Grüße, “Ana”\n\t\u0001/"))
    await reserve(asked(person_id=None, address="who@nobody.example"), by=rob, keys=keys)


async def lines():
    return [Line.parse(text) async for text in exported()]


async def tampered(sql, *values):
    """As somebody who rules the database would."""
    for ledger in (*LEDGERS, "ledger_line"):
        await rows(f"alter table {ledger} disable trigger user")
    await rows(sql, *values)


async def test_what_was_written_is_whole_and_as_signed(history, key):
    head = await sign_ledger(key)

    found = await lines()
    assert {line.ledger for line in found} == set(LEDGERS)
    assert first_fault(found, signed_tips([head], key)) is None


async def test_a_change_of_any_column_of_any_row_names_the_row(history, key):
    tips = signed_tips([await sign_ledger(key)], key)
    written = [(line.ledger, line.row_id) for line in await lines()]
    changed = 0
    for ledger in LEDGERS:
        await rows(f"alter table {ledger} disable trigger all")

    for ledger, row_id in written:
        for column in await rows(_COLUMNS, ledger):
            async with changed_for_a_moment(ledger, row_id, column):
                fault = first_fault(await lines(), tips)
            assert fault is not None, (ledger, column)
            assert (fault.ledger, fault.row_id) == (ledger, row_id)
            changed += 1

    assert changed > len(written) * 10
    assert first_fault(await lines(), tips) is None


_COLUMNS = """
select column_name as name, data_type as kind from information_schema.columns
where table_name = $1 and column_name <> 'id'
"""

CHANGES = {
    "uuid": "gen_random_uuid()",
    "character varying": "overlay(coalesce({0}, '') placing '~' from 1 for 1)",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "boolean": "not {0}",
    "jsonb": "case when {0} = '[1]' then null else '[1]'::jsonb end",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 microsecond'",
}


@asynccontextmanager
async def changed_for_a_moment(ledger, row_id, column):
    """One column of one row changed, and put back."""
    name = f'"{column["name"]}"'
    change = CHANGES[column["kind"]].format(name)
    await rows(f"create table kept as select * from {ledger} where id = $1::uuid", row_id)
    await rows(f"update {ledger} set {name} = {change} where id = $1::uuid", row_id)
    yield
    await rows(f"delete from {ledger} where id = $1::uuid", row_id)
    await rows(f"insert into {ledger} select * from kept")
    await rows("drop table kept")


async def test_a_row_that_is_gone_is_named(history, key):
    tips = signed_tips([await sign_ledger(key)], key)
    [touch, *_] = await rows("select id from touch order by recorded_at")

    await tampered("delete from touch where id = $1", touch["id"])

    fault = first_fault(await lines(), tips)
    assert (fault.row_id, fault.what) == (str(touch["id"]), "was removed")


async def test_a_row_that_goes_with_its_line_is_missed(history, world, key):
    tips = signed_tips([await sign_ledger(key)], key)

    await tampered("delete from ledger_line where party = $1 and seq = 2", world.ana.person_id)

    fault = first_fault(await lines(), tips)
    assert fault.seq == 3
    assert "does not follow line 1" in fault.what


async def test_a_row_put_in_past_the_chain_is_named(history, world, key):
    tips = signed_tips([await sign_ledger(key)], key)
    copy = """
    insert into touch
    select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
    from touch t limit 1 returning id
    """
    await rows("alter table touch disable trigger user")
    [forged] = await rows(copy)

    fault = first_fault(await lines(), tips)
    assert (fault.row_id, fault.seq) == (str(forged["id"]), None)


async def test_two_lines_that_changed_places_are_named(history, world, key):
    tips = signed_tips([await sign_ledger(key)], key)

    found = await lines()
    mine = [n for n, line in enumerate(found) if line.party == str(world.ana.person_id)]
    found[mine[1]], found[mine[2]] = found[mine[2]], found[mine[1]]

    fault = first_fault(found, tips)
    assert fault.seq == 3
    assert "out of order" in fault.what


async def test_a_chain_that_was_cut_off_or_written_anew_is_named_by_the_head(history, world, key):
    tips = signed_tips([await sign_ledger(key)], key)
    party, whole = str(world.ana.person_id), await lines()
    mine = [line for line in whole if line.party == party]

    short = [line for line in whole if line is not mine[-1]]
    fault = first_fault(short, tips)
    assert (fault.party, fault.seq) == (party, len(mine))
    assert "cut off" in fault.what
    forged = replace(mine[-1], row=mine[-1].row | {"topic": "orders"})
    forged = replace(forged, hash=forged.digest())
    fault = first_fault([*short, forged], tips)
    assert (fault.row_id, fault.what) == (mine[-1].row_id, "is not the line that was signed")


async def test_later_lines_do_not_break_an_earlier_head_and_heads_follow_each_other(
    history, world, key
):
    first = await sign_ledger(key)
    await make_wish(Wish(may=False, channels=frozenset({Way.VISIT})), by=world.ana)
    assert first_fault(await lines(), signed_tips([first], key)) is None

    second = await sign_ledger(key)
    third = await sign_ledger(key)

    assert await heads() == [first, second, third]
    tips = signed_tips([first, second, third], OKPKey.import_key(key.as_dict(private=False)))
    assert first_fault(await lines(), tips) is None
    with pytest.raises(NotSigned):
        signed_tips([first, third], key)
    with pytest.raises(NotSigned):
        signed_tips([first], signing_key("another secret, quite as long as the first"))
    header, payload, signature = first.split(".")
    with pytest.raises(NotSigned):
        signed_tips([f"{header}.{payload[:-2]}AA.{signature}"], key)


async def test_the_day_is_signed_and_the_next_day_too(history, key):
    waiting = await Job.filter(kind=SIGN)
    assert [job.due_at for job in waiting] == [next_midnight(now())]

    await sign_day(key)

    assert len(await heads()) == 1
    assert await Job.filter(kind=SIGN).count() == 2


async def test_the_database_refuses_to_change_the_chain(history):
    for sql in (
        "update ledger_line set row_hash = ''",
        "delete from ledger_line",
        "truncate ledger_line",
    ):
        with pytest.raises(Exception, match="cannot be changed or removed"):
            await rows(sql)
