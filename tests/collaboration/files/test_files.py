"""Files of the conversation: handed in, served to who may read the message, gone with it."""

import asyncio
import os
import time
import uuid
from io import BytesIO

import pytest

from collaboration.chat.actions import post
from collaboration.chat.afterwards import remove
from collaboration.chat.models import Message
from collaboration.files import actions, pictures
from collaboration.files.actions import SWEEP, UNSENT_FOR
from collaboration.files.jobs import jobs
from collaboration.files.models import File
from collaboration.files.store import STALE_S, Store
from customer_space.accounts.rights import Side
from portal.outbox import Job
from tests.collaboration.files import samples

ACME = "/spaces/acme-corporation"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def store(settings):
    return Store(settings.data_dir)


async def hand_in(browser, content, name="note.txt", *, message=None):
    """Hand a file in; the answer, and the id of the message it is for."""
    message = message or uuid.uuid4()
    files = {"file": (name, content)}
    data = {"message": str(message)}
    return await browser.post(f"{ACME}/files", data=data, files=files, headers=HTMX), message


async def sent(visit, by, content, name="note.txt", **options):
    """A message of this member with a file."""
    answer, message = await hand_in(await visit(by.person.email.split("@")[0]), content, name)
    assert answer.status_code == 201, answer.text
    await post("Here it is", id=message, by=by, **options)
    return await File.get(message_id=message)


def kept_bytes(store):
    return {place.name for place in store._kept.glob("??/*")}


async def test_a_picture_is_shown_to_both_sides(visit, world):
    file = await sent(visit, world.ana, samples.photograph(), "Line 3.jpg")
    rob = await visit("rob")
    page = (await rob.get(ACME)).text
    assert f'src="{ACME}/files/{file.id}/preview"' in page
    assert 'alt="Line 3.jpg"' in page
    shown = await rob.get(f"{ACME}/files/{file.id}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["content-disposition"].startswith('inline; filename="Line 3.jpg"')
    assert samples.PLACE not in shown.content
    small = await rob.get(f"{ACME}/files/{file.id}/preview")
    assert small.headers["content-type"] == "image/webp"
    again = await rob.get(shown.url, headers={"If-None-Match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [("drawing.svg", samples.SVG), ("page.html", samples.HTML), ("paper.pdf", samples.PDF),
     ("photo.gif", samples.GIF_AND_SCRIPT), ("photo.png", samples.HTML)],
)  # fmt: skip
async def test_what_could_run_is_only_downloaded(visit, world, name, content):
    file = await sent(visit, world.ana, content, name)
    served = await (await visit("rob")).get(f"{ACME}/files/{file.id}")
    assert served.content == content
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["content-disposition"].startswith(f'attachment; filename="{name}"')
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]
    assert "default-src 'none'" in served.headers["content-security-policy"]
    assert (await (await visit("rob")).get(f"{ACME}/files/{file.id}/preview")).status_code == 404


async def test_a_note_s_file_is_its_own_side_s_by_every_path(visit, sit, world):
    ana_hears = await sit("ana")
    lea_hears = await sit("lea")
    file = await sent(visit, world.rob, samples.picture(), "margin.png", audience=Side.COMPANY)
    heard = (await lea_hears.next("event"))["subject"]
    assert [each["name"] for each in heard["files"]] == ["margin.png"]
    await ana_hears.hears_nothing("event")
    lea, ana, eve = [await visit(name) for name in ("lea", "ana", "eve")]
    for path in ("", "/preview"):
        address = f"{ACME}/files/{file.id}{path}"
        assert (await lea.get(address)).status_code == 200
        for other in (ana, eve):
            assert (await other.get(address)).status_code == 404
    for path in ("", "/chat", "/search?q=margin"):
        assert "margin.png" not in (await ana.get(ACME + path)).text


async def test_nobody_has_it_before_it_is_sent_or_under_another_s_message(visit, world):
    answer, message = await hand_in(await visit("carl"), b"words")
    file = await File.get(message_id=message)
    assert "note.txt" in answer.text
    for name in ("carl", "ana", "rob"):
        assert (await (await visit(name)).get(f"{ACME}/files/{file.id}")).status_code == 404
    await post("Mine, under the id that Carl had chosen", id=message, by=world.ana)
    page = (await (await visit("rob")).get(ACME)).text
    assert "note.txt" not in page
    assert (await (await visit("rob")).get(f"{ACME}/files/{file.id}")).status_code == 404


async def test_to_a_message_that_was_sent_nothing_is_added(visit, world):
    said, _ = await post("Done", id=uuid.uuid4(), by=world.ana)
    answer, _ = await hand_in(await visit("ana"), b"words", message=said.id)
    assert answer.status_code == 409
    assert not await File.exists()


async def test_a_removed_message_s_file_is_gone_and_so_are_its_bytes(visit, world, store):
    file = await sent(visit, world.ana, samples.picture())
    same = await sent(visit, world.rob, samples.picture())
    assert kept_bytes(store) == {file.digest, file.preview}
    await remove(await Message.get(id=file.message_id), by=world.ana)
    assert (await (await visit("rob")).get(f"{ACME}/files/{file.id}")).status_code == 404
    await until(lambda: Job.filter(kind="files.forget").exists(), is_=False)
    assert (await (await visit("ana")).get(f"{ACME}/files/{same.id}")).status_code == 200
    await remove(await Message.get(id=same.message_id), by=world.rob)
    await until(lambda: asyncio.to_thread(kept_bytes, store), is_=set())


async def test_ana_takes_a_file_back_before_she_sends_it(visit, store):
    ana, rob = await visit("ana"), await visit("rob")
    _, message = await hand_in(ana, b"words")
    file = await File.get(message_id=message)
    address = f"{ACME}/files/{file.id}/withdrawal"
    assert (await rob.post(address, headers=HTMX)).status_code == 404
    assert (await ana.post(address, headers=HTMX)).status_code == 204
    assert not await File.exists()
    await until(lambda: asyncio.to_thread(kept_bytes, store), is_=set())


async def test_a_picture_of_60_000_by_60_000_is_refused_and_leaves_nothing(visit, store):
    answer, _ = await hand_in(await visit("ana"), samples.huge_png(60_000), "big.png")
    assert answer.status_code == 422
    assert "too large" in answer.text
    assert not await File.exists()
    assert list(store._kept.rglob("*")) == [store._arriving]


async def test_limits_of_size_number_and_space(visit, world, monkeypatch):
    ana = await visit("ana")
    assert (await hand_in(ana, b""))[0].status_code == 422
    assert (await hand_in(ana, b"x" * (26 << 20)))[0].status_code == 413
    _, message = await hand_in(ana, b"one")
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    assert (await hand_in(ana, b"two", message=message))[0].status_code == 422
    monkeypatch.setattr(actions, "QUOTA", 5)
    assert (await hand_in(ana, b"2"))[0].status_code == 201
    full, _ = await hand_in(await visit("rob"), b"34")
    assert full.status_code == 422
    monkeypatch.setattr(pictures, "WAITING", -pictures.AT_ONCE)
    assert (await hand_in(ana, b"x"))[0].status_code == 503
    assert await File.all().count() == 2


# What a cut upload had begun in memory is closed when it is collected, not before.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_an_upload_that_is_cut_leaves_no_row_and_the_sweep_no_file(visit, store, settings):
    ana = await visit("ana")

    async def half():
        yield (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + b"x" * 99
        )

    headers = HTMX | {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "9999"}
    cut = await ana.post(f"{ACME}/files", content=half(), headers=headers)
    assert cut.status_code in {400, 422}
    assert not await File.exists()
    unfinished = store.arrive(BytesIO(b"half"))
    stray = store._kept / "ab" / ("ab" * 32)
    stray.parent.mkdir()
    stray.write_bytes(b"a crash between the bytes and the row")
    _, message = await hand_in(ana, b"never sent")
    await File.filter(message_id=message).update(at=(await File.get()).at - UNSENT_FOR * 2)
    sent_file = await File.get(message_id=(await hand_in(ana, b"sent"))[1])
    long_ago = time.time() - 2 * STALE_S
    for place in (unfinished.place, stray, store.place_of(sent_file.digest)):
        os.utime(place, (long_ago, long_ago))
    handlers = jobs(settings.data_dir)
    await handlers[SWEEP]({})
    await until(lambda: asyncio.to_thread(kept_bytes, store), is_={sent_file.digest})
    assert not unfinished.place.exists()
    assert [file.id for file in await File.all()] == [sent_file.id]


async def test_without_a_script_a_file_goes_with_its_words_in_one_form(visit, world):
    rob = await visit("rob")
    form = await rob.get(f"{ACME}/enclosures")
    assert 'enctype="multipart/form-data"' in form.text
    id_ = uuid.uuid4()
    data = {"id": str(id_), "text": "", "audience": "own_side"}
    answer = await rob.post(f"{ACME}/enclosures", data=data, files={"file": ("Offer.pdf", b"x")})
    assert answer.status_code == 303
    said = await Message.get(id=id_)
    assert (said.text, said.audience) == ("Offer.pdf", Side.COMPANY)
    assert "Offer.pdf" in (await rob.get(answer.headers["location"])).text
    data = {"id": str(uuid.uuid4()), "text": "Words that stay"}
    refused = await rob.post(f"{ACME}/enclosures", data=data)
    assert refused.status_code == 422
    assert "Words that stay" in refused.text


async def until(look, *, is_, within_s=15):
    """Wait for the outbox to have done its work."""
    async with asyncio.timeout(within_s):
        while await look() != is_:  # noqa: ASYNC110 - the worker tells nobody
            await asyncio.sleep(0.02)
