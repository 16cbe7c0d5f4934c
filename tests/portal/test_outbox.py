"""Jobs: done after the commit, once each, again after a failure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from asgi import build
from portal import clock
from portal.database import transaction
from portal.outbox import TRIES, Job, Worker, enqueue
from portal.settings import Settings

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The app without its own worker: here the tests do the work."""
    made = build(settings, work=False)
    async with made.router.lifespan_context(made):
        yield made


@transaction
async def wish(n: int, *, fail: bool = False) -> None:
    await enqueue("test.note", {"n": n})
    if fail:
        raise ValueError


async def test_a_job_is_done_after_its_commit_only():
    done = []

    async def note(payload):
        done.append(payload["n"])

    worker = Worker({"test.note": note})
    with pytest.raises(ValueError):
        await wish(1, fail=True)
    await wish(2)
    await worker.do_some()

    assert done == [2]
    assert not await Job.exists(kind="test.note")


async def test_four_workers_do_each_job_once():
    done = []

    async def note(payload):
        done.append(payload["n"])

    for n in range(60):
        await wish(n)
    workers = [Worker({"test.note": note}) for _ in range(4)]
    while await Job.exists(kind="test.note"):
        await asyncio.gather(*(worker.do_some() for worker in workers))

    assert sorted(done) == list(range(60))


async def test_a_failing_job_is_tried_again_later_and_keeps_its_error(caplog):
    tried = []

    async def note(payload):
        tried.append(payload["n"])
        raise OSError("the mail server is asleep")

    worker = Worker({"test.note": note})
    await wish(1)
    await worker.do_some()
    await worker.do_some()
    assert tried == [1]

    with clock.shifted(timedelta(minutes=5)):
        await worker.do_some()
    assert tried == [1, 1]
    job = await Job.get(kind="test.note")
    assert "asleep" in job.error

    await Job.filter(id=job.id).update(tries=TRIES)
    with clock.shifted(timedelta(days=5)):
        await worker.do_some()
    assert tried == [1, 1]


async def test_a_job_for_later_waits():
    done = []

    async def note(payload):
        done.append(payload["n"])

    worker = Worker({"test.note": note})
    await enqueue("test.note", {"n": 1}, at=clock.now() + timedelta(hours=1))
    await worker.do_some()
    assert done == []

    with clock.shifted(timedelta(hours=1, seconds=1)):
        await worker.do_some()
    assert done == [1]
