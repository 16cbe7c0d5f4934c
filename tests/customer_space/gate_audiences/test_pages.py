"""Rob hands a list in, watches it being split, and reads whom a campaign would reach."""

import asyncio

import pytest

from customer_space.gate.audiences.actions import SPLIT
from customer_space.gate.audiences.folders import Folder
from customer_space.gate.audiences.jobs import jobs
from customer_space.gate.audiences.models import FILES, Audience, AudienceState
from customer_space.gate.models import Reservation
from customer_space.preferences.actions import make_wish
from customer_space.preferences.wishes import Wish
from portal.outbox import Job

HOME = "/outreach/audiences"
LIST = b"row_id,recipient\n1,ana@acme.example\n2,eve@globex.example\n3,x@y.example\n4,no address\n"
WORDS = {"name": "", "topic": "advice", "channel": "email", "at": "", "mode": "check"}


async def hand_in(browser, content=LIST, headers=None, **words):
    return await browser.post(
        HOME,
        data=WORDS | words,
        files={"file": ("list.csv", content, "text/csv")},
        headers=headers or {},
    )


async def settled(id_) -> Audience:
    """The audience, once the worker has done its part."""
    for _ in range(600):
        audience = await Audience.get(id=id_)
        if audience.state.is_over:
            return audience
        await asyncio.sleep(0.05)
    raise AssertionError(audience.state)


async def split(browser, content=LIST, **words) -> Audience:
    answer = await hand_in(browser, content, **words)
    assert answer.status_code == 303, answer.text
    return await settled(answer.headers["location"].rsplit("/", 1)[-1])


async def test_rob_sees_whom_a_campaign_would_reach_and_fetches_the_files(world, visit):
    await make_wish(Wish(may=False, topics=frozenset({"advice"})), by=world.eve)
    rob = await visit("rob")
    assert "No audience yet" in (await rob.get(HOME)).text

    audience = await split(rob)
    shown = (await rob.get(f"{HOME}/{audience.id}")).text

    assert [getattr(audience, name) for name in FILES] == [1, 0, 2, 1]
    assert "Of 4 rows: 1 now, 0 later, 2 never, 1 faulty." in shown
    assert "They switched it off" in shown
    assert "Nobody we know" in shown
    assert "style=" not in shown
    for name in FILES:
        file = await rob.get(f"{HOME}/{audience.id}/files/{name}.csv")
        assert file.headers["content-disposition"].startswith("attachment")
        assert file.text.startswith("row_id,")
    allowed = (await rob.get(f"{HOME}/{audience.id}/files/allowed.csv")).text
    assert "ana@acme.example" in allowed
    assert "/u/" in allowed
    assert (await rob.get(f"{HOME}/{audience.id}/files/input")).status_code == 404
    assert not await Reservation.exists()


async def test_an_audience_is_its_owners_alone(world, visit):
    audience = await split(await visit("rob"))
    lea, ana, ada = await visit("lea"), await visit("ana"), await visit("ada")

    for path in ("", "/progress", "/files/allowed.csv"):
        assert (await lea.get(f"{HOME}/{audience.id}{path}")).status_code == 404
    assert (await lea.post(f"{HOME}/{audience.id}/removal")).status_code == 404
    assert (await lea.get(HOME)).status_code == 200
    for other in (ana, ada):
        assert (await other.get(HOME)).status_code == 403
        assert (await hand_in(other)).status_code == 403


async def test_the_same_campaign_and_file_again_is_the_same_audience(world, visit):
    rob = await visit("rob")
    first = await split(rob, name="Spring", mode="reserve")

    second = await split(rob, name="Spring", mode="reserve")
    other = await hand_in(rob, LIST + b"5,carl@acme.example\n", name="Spring", mode="reserve")

    assert second.id == first.id
    assert await Reservation.all().count() == 2
    assert other.status_code == 422
    assert "used with another request" in other.text


@pytest.mark.parametrize(
    ("words", "content", "sentence"),
    [
        ({"topic": "pigeons"}, LIST, "no topic"),
        ({"channel": "pigeon"}, LIST, "one of the choices"),
    ],
)
async def test_a_wrong_form_is_shown_again_with_its_words(world, visit, words, content, sentence):
    rob = await visit("rob")

    answer = await hand_in(rob, content, name="Spring", **words)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Spring"' in answer.text
    assert not await Audience.exists()


async def test_what_is_no_list_fails_with_a_sentence(world, visit):
    rob = await visit("rob")

    audience = await split(rob, b"name,mail\nAna,a@b.example\n")

    assert audience.state is AudienceState.FAILED
    assert "needs a column named recipient" in (await rob.get(f"{HOME}/{audience.id}")).text


async def test_a_removed_audience_leaves_no_file(world, visit, settings):
    rob = await visit("rob")
    audience = await split(rob)
    folder = Folder.of(settings.data_dir, audience.id)
    assert sorted(each.name for each in folder.out.iterdir()) == sorted(
        ["summary.json", *(f"{name}.csv" for name in FILES)]
    )
    assert not folder.input.exists(), "the list is not kept"

    answer = await rob.post(f"{HOME}/{audience.id}/removal")

    assert answer.status_code == 303
    assert not folder.path.exists()
    assert (await rob.get(f"{HOME}/{audience.id}")).status_code == 404


async def test_two_workers_do_not_split_the_same_audience(world, visit, settings):
    audience = await split(await visit("rob"))
    await Audience.filter(id=audience.id).update(state=AudienceState.SPLITTING)
    work = jobs(settings)[SPLIT]

    with Folder.of(settings.data_dir, audience.id).alone() as mine:
        await work({"audience": str(audience.id)})
        assert mine
        assert (await Audience.get(id=audience.id)).state is AudienceState.SPLITTING
    assert await Job.filter(kind=SPLIT).count() == 1, "somebody looks again later"


async def test_whoever_lost_the_right_meanwhile_gets_no_answers(world, visit, settings):
    audience = await split(await visit("rob"))
    await Audience.filter(id=audience.id).update(state=AudienceState.WAITING)
    for seat in await world.rob.person.memberships.all():
        await seat.delete()

    await jobs(settings)[SPLIT]({"audience": str(audience.id)})

    assert (await Audience.get(id=audience.id)).state is AudienceState.FAILED


async def test_an_empty_form_says_what_is_missing(world, visit):
    answer = await (await visit("rob")).post(HOME)

    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
