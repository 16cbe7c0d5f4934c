"""A long audience goes on in the next job, from the last rows that were kept."""

from datetime import timedelta

from customer_space.gate.audiences.actions import SPLIT
from customer_space.gate.audiences.folders import Folder
from customer_space.gate.audiences.jobs import jobs
from customer_space.gate.audiences.models import FILES, Audience, AudienceState
from portal.database import transaction
from portal.outbox import Job
from tests.customer_space.gate_audiences.test_pages import HOME, split

EVERYBODY = b"row_id,recipient\n" + b"".join(
    b"%d,%s@acme.example\n" % (n, name) for n, name in enumerate((b"ana", b"carl", b"x", b"ana"))
)


async def test_an_audience_split_in_many_jobs_ends_as_in_one(world, visit, settings):
    rob = await visit("rob")
    audience = await split(rob, EVERYBODY)
    folder = Folder.of(settings.data_dir, audience.id)
    whole = [(folder.out / f"{name}.csv").read_bytes() for name in FILES]
    again = await Audience.create(
        **{name: getattr(audience, name) for name in COPIED}, state=AudienceState.WAITING
    )
    there = Folder.of(settings.data_dir, again.id)
    there.path.mkdir(parents=True)
    there.input.write_bytes(EVERYBODY)
    work, jobs_done = jobs(settings, at_once=timedelta(0), batch=2)[SPLIT], 0

    while (now := await Audience.get(id=again.id)).state is not AudienceState.DONE:
        await one_job(work, {"audience": str(again.id)})
        jobs_done += 1
        if jobs_done == 1:
            assert not (there.out / "allowed.csv").exists(), "nothing half written has a name"
            shown = (await rob.get(f"{HOME}/{again.id}")).text
            assert "2 of 4 rows" in shown

    assert jobs_done == 3
    assert now.rows == now.done == 4
    assert [(there.out / f"{name}.csv").read_bytes() for name in FILES] == whole


@transaction
async def one_job(work, payload):
    """The next job is ours too: the app's own worker never sees it."""
    await work(payload)
    await Job.filter(kind=SPLIT).delete()


COPIED = (
    *("person_id", "sender", "sender_kind", "sender_name", "name", "topic", "channel", "at"),
    "started_at",
)
