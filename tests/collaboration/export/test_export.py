"""Anybody of a space takes its conversation along: what they may read, and nothing else."""

import json
import re
import uuid

import pytest

from collaboration.chat.actions import Thread, post
from collaboration.chat.afterwards import react, remove
from collaboration.chat.models import ReactionKind, ThreadKind
from collaboration.export import queries
from collaboration.export.rules import FIELDS
from collaboration.files.models import File
from customer_space.accounts.rights import Side
from portal.limits import kind_of
from tests.collaboration.files.test_files import sent

HERE = "/spaces/acme-corporation/conversation"
SECRET = "We can go down to 42."


@pytest.fixture
async def talk(visit, world):
    """Some of everything, Rob's note with a file among it."""
    first = await say(world.ana, "Is <line> **3** ready?")
    await say(world.rob, "Yes", reply_to=first.id)
    await say(world.lea, "About it", thread=Thread(ThreadKind.FEEDBACK, uuid.uuid4()))
    await react(first, ReactionKind.THANKS, by=world.rob)
    await remove(await say(world.carl, "Never mind"), by=world.carl)
    await sent(visit, world.rob, b"margins", "margin.txt", audience=Side.COMPANY)
    await say(world.rob, SECRET, audience=Side.COMPANY)
    await sent(visit, world.ana, b"orders", "orders.txt")
    return first


async def say(by, words, **options):
    said, _ = await post(words, id=uuid.uuid4(), by=by, **options)
    return said


async def test_each_side_takes_what_it_may_read(visit, talk, monkeypatch):
    monkeypatch.setattr(queries, "_NEXT", queries._NEXT.replace("limit 200", "limit 2"))
    lea, ana = await visit("lea"), await visit("ana")
    ours = await lea.get(f"{HERE}/export.json")
    theirs = await ana.get(f"{HERE}/export.json")
    assert ours.headers["content-disposition"].startswith('attachment; filename="acme-corporation')
    texts = ["Is <line> **3** ready?", "Yes", "About it", "", "Here it is", SECRET, "Here it is"]
    assert [each["text"] for each in ours.json()["messages"]] == texts
    assert len(theirs.json()["messages"]) == 5
    for copy in (theirs.text, (await ana.get(f"{HERE}/export.html")).text):
        assert SECRET not in copy
        assert "margin" not in copy
        assert "orders.txt" in copy


async def test_the_data_says_what_its_description_says(visit, talk):
    copy = (await (await visit("rob")).get(f"{HERE}/export.json")).json()
    assert (copy["format"], copy["version"]) == ("parley.conversation", 1)
    described = {name for names, _ in FIELDS for name in names.split(", ")}
    assert [set(each) for each in copy["messages"]] == [described] * 7
    first, answer, about, gone, note = copy["messages"][:5]
    assert first["author"] == {"name": "Ana Silva", "side": "customer", "role": "customer_lead"}
    assert first["reactions"] == [{"kind": "thanks", "name": "Rob Keller"}]
    assert answer["reply_to"] == str(talk.id)
    assert about["thread"]["kind"] == "feedback"
    assert (gone["removed"], gone["files"]) == (True, [])
    [file] = note["files"]
    assert note["audience"] == "company"
    assert file["url"].endswith(str((await File.get(name="margin.txt")).id))


async def test_the_page_is_whole_and_marks_notes(visit, talk):
    page = (await (await visit("lea")).get(f"{HERE}/export.html")).text
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "Is &lt;line&gt; <strong>3</strong> ready?" in page
    assert page.count("[only the company’s side reads this]") == 2
    assert len(re.findall(r"<li id=", page)) == 7


async def test_who_asks_sees_first_what_the_copy_would_hold(visit, talk):
    assert "7 messages: 2 of them notes" in (await (await visit("lea")).get(HERE)).text
    assert "5 messages: 0 of them notes" in (await (await visit("ana")).get(HERE)).text
    empty = await (await visit("eve")).get("/spaces/globex/conversation")
    assert "Nothing has been said yet" in empty.text
    nothing = await (await visit("eve")).get("/spaces/globex/conversation/export.json")
    assert json.loads(nothing.text)["messages"] == []


def test_copies_are_counted_as_exports_and_the_page_about_them_is_not():
    for ending, limit in ((".html", "export"), (".json", "export"), ("", "")):
        path = f"{HERE}/export{ending}" if ending else HERE
        assert kind_of({"type": "http", "method": "GET", "path": path}).limit == limit
