"""The command line, run as people and programs run it."""

import json
from functools import partial
from pathlib import Path

import pytest

from auth.models import ApiClient
from customer_space.accounts.models import Account, Employee, Invitation
from portal.ids import fingerprint
from tests import command_line

CRM = Path("../shared/data/crm-sales-maven")
SUMMARY = ("created", "updated", "unchanged", "refused")


@pytest.fixture
def parley(database_url, tmp_path):
    """`await parley("migrate", "--check")` runs the command on the test's database."""
    return partial(
        command_line.parley, PARLEY_DATABASE_URL=database_url, PARLEY_DATA_DIR=str(tmp_path)
    )


def counts(ended: command_line.Ended) -> tuple[int, ...]:
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert tuple(found) == SUMMARY
    return tuple(found.values())


async def test_an_export_imports_once_and_a_second_time_changes_nothing(parley, tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text(
        "account,sector,subsidiary_of\n"
        "Bubba Gump,food,Massive Dynamic\nMassive Dynamic,media,\n=HYPERLINK(1),food,\n"
    )

    assert counts(await parley("import", str(file), "--as", "accounts", "--json")) == (2, 0, 0, 1)
    assert counts(await parley("import", str(file), "--as", "accounts", "--json")) == (0, 0, 2, 1)
    assert "formula" in (tmp_path / "accounts.csv.refused.csv").read_text().lower()


@pytest.mark.skipif(not CRM.exists(), reason="shared data not here")
@pytest.mark.usefixtures("db")
async def test_the_crm_s_own_files(parley, tmp_path):
    first = {"accounts": (84, 1, 0, 0), "people": (35, 0, 0, 0)}
    files = {"accounts": "accounts.csv", "people": "sales_teams.csv"}
    for kind, name in files.items():
        file = tmp_path / name
        file.write_bytes((CRM / name).read_bytes())
        created, updated, *rest = counts(await parley("import", str(file), "--as", kind, "--json"))
        assert (created + updated, *rest) == (sum(first[kind][:2]), 0, 0)
        assert counts(await parley("import", str(file), "--as", kind, "--json"))[:2] == (0, 0)

    broken = tmp_path / "broken.csv"
    broken.write_bytes((CRM / "accounts_broken.csv").read_bytes())
    assert counts(await parley("import", str(broken), "--as", "accounts", "--json")) == (2, 1, 0, 5)
    assert counts(await parley("import", str(broken), "--as", "accounts", "--json")) == (0, 0, 3, 5)

    imported = Account.filter(name_key__not_in=["globex", "müller & söhne"])
    assert await imported.count() >= 85
    assert await Account.filter(parent_id__isnull=False).count() >= 15
    assert await Employee.all().count() == 35


async def test_refusals_and_wrong_usage_have_their_own_exit_codes(parley, tmp_path):
    missing = await parley("import", str(tmp_path / "none.csv"), "--as", "accounts")
    assert missing.returncode == 1
    assert missing.stderr.strip()
    assert (await parley("import", "x.csv", "--as", "cats")).returncode == 2
    assert (await parley("no-such-command")).returncode == 2
    assert (await command_line.parley_program("--help")).returncode == 0


async def test_an_invitation_and_a_client(parley, world):
    invited = await parley(
        "invite", "dora@acme.example", "--space", "acme-corporation",
        "--role", "customer_member", "--json",
    )  # fmt: skip
    assert invited.returncode == 0, invited.stderr
    token = json.loads(invited.stdout)["link"].rsplit("/", 1)[1]
    assert await Invitation.exists(email="dora@acme.example", token_print=fingerprint(token))
    nowhere = await parley("invite", "d@acme.example", "--space", "none", "--role", "rep")
    assert (nowhere.returncode, nowhere.stderr) == (1, "There is no space named none.\n")

    made = await parley("client", "Mailer", "--scope", "gate:ask", "--json")
    token = json.loads(made.stdout)["token"]
    assert await ApiClient.exists(name="Mailer", token_print=fingerprint(token))


async def test_an_audience_is_split_and_the_counts_add_up(parley, tmp_path):
    file, out = tmp_path / "audience.csv", tmp_path / "out"
    file.write_text("recipient\nana@acme.example\nnobody@nowhere.example\nnot an address\n")
    split = await parley(
        "audience", str(file), "--topic", "orders", "--channel", "email",
        "--out", str(out), "--json",
    )  # fmt: skip
    assert split.returncode == 0, split.stderr
    summary = json.loads(split.stdout)
    counted = [summary[name] for name in ("allowed", "deferred", "denied", "errors")]
    assert summary["rows"] == sum(counted) == 3
    assert counted[0] == 1
    assert "ana@acme.example" in (out / "allowed.csv").read_text()
    unknown = await parley(
        "audience", str(file), "--topic", "cats", "--channel", "email", "--out", str(out / "x")
    )
    assert unknown.returncode == 1
    assert "cats" in unknown.stderr


async def test_migrations_are_applied_and_checked(parley):
    assert (await parley("migrate", "--check")).returncode == 0
    assert (await parley("migrate")).stdout == "nothing to apply\n"


async def test_production_does_not_start_on_development_secrets(database_url):
    refused = await command_line.parley_program("serve", PARLEY_DATABASE_URL=database_url)

    assert refused.returncode == 1
    assert "PARLEY_SECRET_KEYS" in refused.stderr


async def test_the_doctor_says_what_to_do(parley):
    looked = await parley("doctor")

    assert looked.returncode == 1
    assert "PARLEY_SMTP_URL" in looked.stdout
