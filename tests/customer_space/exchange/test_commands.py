"""What `parley import` does with a file, and what it leaves beside it."""

import csv
from pathlib import Path

import pytest

from customer_space.accounts.models import Account, Employee
from customer_space.exchange.commands import run_import
from customer_space.exchange.crm_names import Kind
from customer_space.exchange.tables import UnreadableFileError
from tests.customer_space.exchange import files
from tests.customer_space.exchange.test_import_accounts import counts

SHARED = Path(__file__).parents[4] / "shared" / "data" / "crm-sales-maven"


async def test_refused_rows_go_beside_the_file_with_line_and_reason(db, tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_bytes(files.BROKEN)
    heard: list[tuple[int, int]] = []

    result = await run_import(
        path, Kind.ACCOUNTS, progress=lambda line, so_far: heard.append((line, so_far.created))
    )

    assert result.summary == counts(created=3, refused=5)
    assert result.refused_file == tmp_path / "accounts.csv.refused.csv"
    with result.refused_file.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:3] == ["line", "reason", "account"]
    assert [row[0] for row in rows] == ["4", "5", "6", "8", "9"]
    assert rows[2][2].startswith("'=HYPERLINK"), "harmless in a spreadsheet"
    assert rows[3][2:] == ["Café Olé", "retail", "1988", "3", "9", "Spain", "Nobody Ever"]
    assert heard == [(9, 3)]


async def test_a_mended_file_takes_the_old_refusals_away(db, tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_bytes(files.BROKEN)
    await run_import(path, Kind.ACCOUNTS)
    path.write_text(files.ACCOUNTS)

    result = await run_import(path, Kind.ACCOUNTS)

    assert (result.summary, result.refused_file) == (counts(created=3), None)
    assert [each.name for each in tmp_path.iterdir()] == ["accounts.csv"]


async def test_a_workbook_comes_in_as_the_csv_does(db, tmp_path):
    path = tmp_path / "accounts.xlsx"
    rows = [["account", "revenue", "subsidiary_of"], ["Bluth", 12.5, "Sonron"], ["Sonron", 7, ""]]
    path.write_bytes(files.xlsx([*rows, ["Evil", 1, ""]], formulas=("A4",)))

    result = await run_import(path, Kind.ACCOUNTS)

    assert result.summary == counts(created=2, refused=1)
    assert (await Account.get(name="Bluth").select_related("parent")).parent.name == "Sonron"


async def test_a_dry_run_changes_nothing_but_says_what_would_be_refused(db, tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_bytes(files.BROKEN)

    result = await run_import(path, Kind.ACCOUNTS, dry_run=True)

    assert result.summary == counts(created=3, refused=5)
    assert result.refused_file.exists()
    assert not await Account.exists(name="Initech")


async def test_what_is_no_table_is_refused_before_anything_is_written(db, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")

    with pytest.raises(UnreadableFileError, match="empty"):
        await run_import(path, Kind.ACCOUNTS)
    with pytest.raises(FileNotFoundError):
        await run_import(tmp_path / "nowhere.csv", Kind.ACCOUNTS)

    assert [each.name for each in tmp_path.iterdir()] == ["empty.csv"]


@pytest.fixture
def shared(tmp_path):
    """A folder with copies of the real files, for this test alone."""
    for path in SHARED.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


there = pytest.mark.skipif(not SHARED.exists(), reason="shared data not here")


@there
async def test_the_real_accounts_give_85_with_their_parents(db, shared):
    await Account.all().delete()

    first = await run_import(shared / "accounts.csv", Kind.ACCOUNTS)

    assert first.summary == counts(created=85)
    assert await Account.all().count() == 85
    assert await Account.filter(parent_id__not_isnull=True).count() == 15
    bluth = await Account.get(name="Bluth Company").select_related("parent")
    assert bluth.parent.name == "Acme Corporation"
    again = await run_import(shared / "accounts.csv", Kind.ACCOUNTS)
    assert again.summary == counts(unchanged=85)


@there
async def test_the_real_sales_teams_give_35_people_without_an_address(db, shared):
    before = await Employee.all().count()

    first = await run_import(shared / "sales_teams.csv", Kind.PEOPLE)

    assert first.summary == counts(created=35)
    assert first.remarks == ["35 people have no e-mail address yet: cannot be invited."]
    assert await Employee.all().count() == before + 35
    assert await Employee.filter(manager_name=None).count() == before
    again = await run_import(shared / "sales_teams.csv", Kind.PEOPLE)
    assert again.summary == counts(unchanged=35)


@there
async def test_the_real_broken_accounts_bring_in_what_is_right(db, shared):
    await run_import(shared / "accounts.csv", Kind.ACCOUNTS)

    first = await run_import(shared / "accounts_broken.csv", Kind.ACCOUNTS)

    assert first.summary == counts(created=2, updated=1, refused=5)
    again = await run_import(shared / "accounts_broken.csv", Kind.ACCOUNTS)
    assert again.summary == counts(unchanged=3, refused=5)
    assert again.refused_file == shared / "accounts_broken.csv.refused.csv"
