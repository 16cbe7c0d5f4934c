"""`parley take-ledger` and `parley verify`, run as programs."""

import json

import pytest

from customer_space.preferences.actions import make_wish
from customer_space.preferences.vocabulary import Channel
from customer_space.preferences.wishes import Wish
from tests import command_line

NOWHERE = "postgres://127.0.0.1:1/nothing"


@pytest.fixture
def parley(tmp_path):
    """`await parley("verify", …)` runs the command; without `on`, with no database to ask."""

    async def run(*words, on=NOWHERE):
        return await command_line.parley(
            *words, PARLEY_DATABASE_URL=on, PARLEY_DATA_DIR=str(tmp_path)
        )

    return run


async def test_what_was_taken_along_proves_itself_and_a_changed_bit_does_not(
    parley, world, database_url, tmp_path
):
    taken = tmp_path / "taken"
    await make_wish(Wish(may=False, channels=frozenset({Channel.SMS})), by=world.ana)

    ended = await parley("take-ledger", taken, on=database_url)
    assert ended.returncode == 0, ended.stderr
    again = await parley("take-ledger", taken, on=database_url)
    assert again.returncode == 1

    proved = await parley("verify", taken, "--json")
    assert proved.returncode == 0, proved.stderr
    assert json.loads(proved.stdout)["lines"] >= 1

    ledger = taken / "ledger.jsonl"
    whole = ledger.read_text()
    ledger.write_text(whole.replace('"sms"', '"smt"', 1))
    refused = await parley("verify", taken)
    assert refused.returncode == 1
    assert "was changed" in refused.stderr
    ledger.write_text("")
    assert "cut off" in (await parley("verify", taken)).stderr
    ledger.write_text(whole)
    (taken / "heads.txt").write_text("")
    assert "no signed head" in (await parley("verify", taken)).stderr
