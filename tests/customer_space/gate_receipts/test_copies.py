"""Ana keeps the signed copy of a receipt; a program that of its refused question."""

import json

import httpx2
import pytest

from auth.access import Scope
from auth.actions import make_client
from customer_space.gate import actions
from customer_space.gate.receipts.signed import proved
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.gate.tokens import ContactToken, mint
from customer_space.preferences.actions import switch_off
from customer_space.preferences.suppressions import keys_of
from portal.clock import now
from tests import command_line
from tests.conftest import BASE_URL, new_browser

KEYS = "/.well-known/parley-receipts.json"


@pytest.fixture
async def receipt_of_ana(world, settings):
    """The receipt's address of a mail in which Rob wrote to Ana."""
    keys = keys_of(settings.secret_keys)
    asked = Asked(Channel.EMAIL, "advice", now(), person_id=world.ana.person_id)
    answer = await actions.commit(asked, by=Asker.member(world.rob), keys=keys)
    about = ContactToken(world.ana.person_id, answer.touch.id, "advice", "relationship", now())
    return f"/r/{mint(about, keys)}"


async def test_anas_copy_proves_itself_offline(app, receipt_of_ana, tmp_path):
    async with new_browser(app) as browser:
        page = await browser.get(receipt_of_ana)
        assert f'href="{receipt_of_ana}/receipt.json"' in page.text
        copy = await browser.get(f"{receipt_of_ana}/receipt.json")
        keys = await browser.get(KEYS)
        forged = await browser.get(f"{receipt_of_ana[:-2]}AA/receipt.json")
    assert forged.status_code == 404
    said = proved(copy.json(), keys.json())
    assert (said["kind"], said["sender"], said["for_whom"]) == (
        "contact",
        "Rob Keller",
        "Ana Silva",
    )
    assert "set-cookie" not in copy.headers

    (tmp_path / "receipt.json").write_bytes(copy.content)
    (tmp_path / "keys.json").write_bytes(keys.content)
    whole = await command_line.parley(
        "verify", tmp_path / "receipt.json", "--key", tmp_path / "keys.json", "--json"
    )
    assert json.loads(whole.stdout) == {"kind": "contact", "id": said["id"]}
    (tmp_path / "receipt.json").write_text(copy.text.replace("Rob Keller", "Rob Kellar"))
    changed = await command_line.parley(
        "verify", tmp_path / "receipt.json", "--key", tmp_path / "keys.json"
    )
    assert (changed.returncode, "cannot be proved" in changed.stderr) == (1, True)
    unnamed = await command_line.parley("verify", tmp_path / "receipt.json")
    assert (unnamed.returncode, "--key" in unnamed.stderr) == (1, True)


async def test_a_program_gets_the_receipt_of_its_own_question_only(app, world):
    await switch_off(by=world.ana)
    answers = []
    for name in ("Mailing tool", "Dialler"):
        _, token = await make_client(name, [Scope.GATE_ASK])
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url=BASE_URL,
            headers={"authorization": f"Bearer {token}", "idempotency-key": "k"},
        ) as program:
            if not answers:
                question = {
                    "mode": "reserve",
                    "sender": {"kind": "campaign", "id": "autumn"},
                    "recipient": {"address": "ana@acme.example"},
                    "channel": "email",
                    "topic": "advice",
                }
                asked = (await program.post("/api/v1/decisions", json=question)).json()
                path = f"/api/v1/decisions/{asked['decision_id']}/receipt.json"
            answers.append(await program.get(path))
            keys = (await program.get(KEYS)).json()

    own, foreign = answers
    assert foreign.status_code == 404
    said = proved(own.json(), keys)
    assert (said["kind"], said["outcome"]) == ("decision", asked["outcome"])
    assert said["reasons"] == asked["reasons"]
    assert said["person_id"] == str(world.ana.person_id)
