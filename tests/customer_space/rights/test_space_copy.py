"""Ana takes Acme's space along: all that both sides wrote, and nothing of the others' own."""

import io
import json
import zipfile

from collaboration.chat.actions import post
from customer_space.accounts.rights import Side
from customer_space.gate.actions import Happened, report
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from customer_space.preferences.suppressions import keys_of
from customer_space.rights.space_copy.contents import PARTS, SCHEMA
from portal.clock import now
from portal.ids import new_id
from tests.command_line import parley
from world import furnish

OURS, THEIRS = "a word among us at Acme", "a word among the company's people"


async def lived_in(world, settings):
    """The demo's weeks of life, a note of each side, and a contact with Carl."""
    await furnish(world)
    await post(OURS, id=new_id(), by=world.carl, audience=Side.CUSTOMER)
    await post(THEIRS, id=new_id(), by=world.rob, audience=Side.COMPANY)
    asked = Asked(channel=Channel.VISIT, topic="visits", at=now(),
                  person_id=world.carl.person_id, account_id=world.acme.id)  # fmt: skip
    happened = Happened(note="Carl was tired")
    keys = keys_of(settings.secret_keys)
    await report(asked, by=Asker.member(world.rob), keys=keys, happened=happened)


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_ana_takes_the_space_along_and_carl_may_not(world, visit, settings):
    await lived_in(world, settings)
    ana, carl, lea = await visit("ana"), await visit("carl"), await visit("lea")
    path = f"/spaces/{world.acme.slug}/copy"

    assert "Take the space along" in (await ana.get(path)).text
    assert (await carl.post(path)).status_code == 403
    taken = await ana.post(path)
    assert taken.headers["content-type"] == "application/zip"
    files = unpacked(taken.content)

    space = json.loads(files["space.json"])
    assert (space["schema"], set(space["parts"])) == (SCHEMA, set(PARTS))
    assert len(space["parts"]["initiatives"]) == 3
    assert space["parts"]["initiatives"][0]["signatures"][0]["content_hash"]
    assert "## What we want to reach" in files["plan.md"]
    assert "No unplanned stop because of a part" in files["plan.md"]
    assert "One invoice a month" in files["space.html"]
    assert "A call" in files["space.html"] or space["rhythm"]
    assert OURS in files["conversation.md"]
    everything = "".join(files.values())
    for others in (THEIRS, "Carl was tired", str(world.carl.person_id), "carl@"):
        assert others not in everything
    assert '"visit"' in files["contacts.csv"]
    for name in files:
        assert name in files["README.md"] or name == "README.md"
    company = unpacked((await lea.post(path)).content)
    assert THEIRS in company["conversation.json"]
    assert OURS not in company["conversation.json"]

    statuses = [(await ana.post(path)).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]


async def test_parley_export_and_parley_erase(world, database_url, tmp_path):
    await post("Good morning", id=new_id(), by=world.rob)
    environment = {"PARLEY_DATABASE_URL": database_url, "PARLEY_DATA_DIR": str(tmp_path)}
    archive = tmp_path / "acme.zip"

    ended = await parley("export", world.acme.slug, "--to", archive, **environment)
    assert ended.returncode == 0, ended.stderr
    assert "Good morning" in unpacked(archive.read_bytes())["conversation.md"]
    again = await parley("export", world.acme.slug, "--to", archive, **environment)
    nobody = await parley("export", "nobody", "--to", tmp_path / "n.zip", **environment)
    assert (again.returncode, nobody.returncode) == (1, 1)

    refused = await parley("erase", "carl@acme.example", **environment)
    assert (refused.returncode, "--yes" in refused.stderr) == (1, True)
    done = await parley("erase", "carl@acme.example", "--yes", "--json", **environment)
    assert json.loads(done.stdout) == {"person": str(world.carl.person_id)}
    gone = await parley("erase", "carl@acme.example", "--yes", **environment)
    assert "Nobody has this address" in gone.stderr
