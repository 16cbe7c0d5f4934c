"""Ada hands a file in, sees what it would do, and confirms it."""

import asyncio
import csv
import io

import pytest

from customer_space.accounts.models import Account
from customer_space.exchange.crm_names import Kind
from customer_space.exchange.live import live
from customer_space.exchange.models import ImportRun, RefusedRow, RunState
from customer_space.exchange.results import Batch, Counts
from customer_space.exchange.runs import confirm_run, forget_run, keep_batch, shown_name, start_run
from portal.errors import Conflict
from portal.live import Event
from tests.customer_space.exchange import files

HTMX = {"hx-request": "true"}


async def hand_in(browser, content: bytes, *, kind="accounts", name="accounts.csv", headers=None):
    return await browser.post(
        "/admin/imports",
        data={"kind": kind, "map": ""},
        files={"file": (name, content, "text/csv")},
        headers=headers or {},
    )


async def settled(run_id) -> ImportRun:
    """The run, once the worker has done its part."""
    for _ in range(200):
        run = await ImportRun.get(id=run_id)
        if not run.state.is_running:
            return run
        await asyncio.sleep(0.05)
    raise AssertionError(run.state)


async def handed_in(browser, content: bytes, **how) -> ImportRun:
    answer = await hand_in(browser, content, **how)
    assert answer.status_code == 303, answer.text
    return await settled(answer.headers["location"].rsplit("/", 1)[-1])


async def test_nothing_is_imported_before_ada_confirms_it(world, visit):
    ada = await visit("ada")

    run = await handed_in(ada, files.BROKEN)
    page = await ada.get(f"/admin/imports/{run.id}")

    assert (run.state, run.created, run.refused) == (RunState.CHECKED, 3, 5)
    assert not await Account.exists(name="Initech")
    assert "<strong>3</strong> would be created" in page.text
    assert "Unknown parent" in page.text
    confirmed = await ada.post(f"/admin/imports/{run.id}/confirmation")
    assert confirmed.status_code == 303
    run = await settled(run.id)
    assert (run.state, run.created, run.refused) == (RunState.DONE, 3, 5)
    assert await Account.exists(name="Initech")
    assert run.content is None, "the file is not kept"
    assert "Imported" in (await ada.get("/admin/imports")).text
    again = await handed_in(ada, files.BROKEN)
    assert "nothing to import" in (await ada.get(f"/admin/imports/{again.id}")).text
    assert await RefusedRow.filter(run_id=run.id).count() == 5


async def test_the_refused_rows_can_be_fetched_and_no_cell_computes(world, visit):
    ada = await visit("ada")
    run = await handed_in(ada, files.BROKEN, name='..\\..\\"x\r\n.csv')

    answer = await ada.get(f"/admin/imports/{run.id}/refused.csv")

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert [row[0] for row in rows] == ["line", "4", "5", "6", "8", "9"]
    assert rows[3][2].startswith("'=")


async def test_only_administrators_import(world, visit):
    for name in ("ana", "lea"):
        browser = await visit(name)
        assert (await browser.get("/admin/imports")).status_code == 403
        assert (await hand_in(browser, files.BROKEN)).status_code == 403
    assert (await (await visit("ada")).get("/admin/imports")).status_code == 200
    assert await ImportRun.all().count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"price,colour\n1,red\n", "None of the columns names an account."),
        (b"PK\x03\x04 no workbook", "This workbook cannot be opened."),
    ],
)
async def test_a_file_that_cannot_be_read_fails_with_a_sentence(world, visit, content, sentence):
    ada = await visit("ada")

    run = await handed_in(ada, content)

    assert run.state is RunState.FAILED
    assert run.problem.startswith(sentence)
    assert sentence in (await ada.get("/admin/imports")).text


async def test_a_form_without_a_file_or_with_a_wrong_kind_is_shown_again(world, visit):
    ada = await visit("ada")

    without = await ada.post("/admin/imports", data={"kind": "people"}, headers=HTMX)
    wrong = await hand_in(ada, files.BROKEN, kind="secrets", headers=HTMX)

    assert (without.status_code, wrong.status_code) == (422, 422)
    assert "Please choose a file." in without.text
    assert 'value="people" selected' in without.text
    assert "one of the choices" in wrong.text
    assert await ImportRun.all().count() == 0


async def test_a_file_that_is_too_large_is_refused(world, visit, app):
    ada = await visit("ada")
    at_most = app.state.settings.max_upload_mb << 20

    answer = await hand_in(ada, b"name\n" + b"x" * at_most, headers=HTMX)

    assert answer.status_code == 422
    assert "25 MB" in answer.text


async def test_a_confirmation_counts_once_and_a_withdrawal_ends_it(world, visit):
    ada = await visit("ada")
    run = await handed_in(ada, files.ACCOUNTS.encode())

    withdrawn = await ada.post(f"/admin/imports/{run.id}/withdrawal", headers=HTMX)
    late = await ada.post(f"/admin/imports/{run.id}/confirmation", headers=HTMX)

    assert (withdrawn.status_code, late.status_code) == (200, 409)
    assert "Withdrawn" in withdrawn.text
    assert not await Account.exists(name="Sonron")
    other = await handed_in(ada, files.ACCOUNTS.encode())
    twice = await asyncio.gather(
        *(ada.post(f"/admin/imports/{other.id}/confirmation", headers=HTMX) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in twice) == [200, 409]
    assert (await settled(other.id)).created == 3


async def test_who_looks_sees_it_move(world, visit):
    ada = await visit("ada")
    run = await handed_in(ada, files.ACCOUNTS.encode())

    pushed = await live["exchange.run_changed"](run.id)
    shown = await ada.get(f"/admin/imports/{run.id}/progress")

    kinds = await Event.filter(topic="admin", subject=run.id).values_list("kind", flat=True)
    assert set(kinds) == {"exchange.run_changed"}
    assert len(kinds) >= 3, "handed in, a batch, checked"
    assert f'id="import_run_{run.id}"' in pushed
    assert f'id="import_refused_{run.id}"' in pushed
    card = shown.text.split("<section")[0].strip()
    assert card in (await ada.get("/admin/imports")).text
    assert card in (await ada.get(f"/admin/imports/{run.id}")).text


async def test_two_workers_at_one_run_do_not_count_twice(world):
    run = await start_run(Kind.ACCOUNTS, None, "a.csv", b"name\nAcme\n", by=world.ada)
    await ImportRun.filter(id=run.id).update(state=RunState.IMPORTING)
    one, two = await ImportRun.get(id=run.id), await ImportRun.get(id=run.id)

    await keep_batch(one, Batch(200, Counts(created=200), []))
    with pytest.raises(Conflict):
        await keep_batch(two, Batch(200, Counts(created=200), []))

    assert (await ImportRun.get(id=run.id)).created == 200


async def test_what_nobody_confirms_is_forgotten(world, visit):
    ada = await visit("ada")
    run = await handed_in(ada, files.BROKEN)

    await forget_run(run)

    forgotten = await ImportRun.get(id=run.id)
    assert (forgotten.state, forgotten.content) == (RunState.WITHDRAWN, None)
    assert not await RefusedRow.exists(run_id=run.id)
    with pytest.raises(Conflict):
        await confirm_run(forgotten, by=world.ada)


async def test_a_run_of_somebody_who_is_no_admin_any_more_imports_nothing(world, visit):
    ada = await visit("ada")
    run = await handed_in(ada, files.ACCOUNTS.encode())
    await type(world.ada).filter(id=world.ada.id).update(is_admin=False)

    await confirm_run(run, by=world.ada)
    run = await settled(run.id)

    assert run.state is RunState.FAILED
    assert not await Account.exists(name="Sonron")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("accounts.csv", "accounts.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("/etc/passwd", "passwd"),
        ("a\r\nb.csv", "a b.csv"),
        ("evil\u202evsc.exe", "evilvsc.exe"),
        ("x" * 300 + ".csv", "x" * 120),
        ("con\x00.txt", "con.txt"),
        ("", "file"),
    ],
)
def test_a_file_name_is_only_ever_words(given, shown):
    assert shown_name(given) == shown
