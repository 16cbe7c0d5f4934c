"""The way into a document's log, where another process is faster."""

from collaboration.coediting.ledger import Ledger, Sent
from collaboration.coediting.participants import Participant
from customer_space.documents.actions import append, compact
from customer_space.documents.html import to_html
from customer_space.documents.models import Document
from customer_space.documents.queries import text_of
from tests.customer_space.documents.editor import Editor
from world import World


class Notebook:
    """An outlet that writes down instead of sending."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.closed: list[int] = []

    def push(self, frames: bytes, *, backlog: int) -> None:
        self.frames.append(frames)

    def hang_up(self, code: int, reason: str) -> None:
        self.closed.append(code)


def written(seed: int, *lines: str) -> list[bytes]:
    editor = Editor(seed)
    for line in lines:
        editor.paragraph(line)
    return editor.sent


async def test_what_another_process_stored_in_between_comes_along(
    world: World, plan: Document
) -> None:
    ledger, ana = Ledger(plan.id), Participant(world.ana, Notebook(), may_write=True)
    await ledger.state_vector()
    elsewhere = written(5, "one", "two")
    await append(plan.id, [(update, world.rob.id) for update in elsewhere])
    kept = await ledger.keep([Sent(written(6, "mine")[0], ana)])
    assert kept.foreign == elsewhere
    assert ledger.number == 4
    assert await ledger.catch_up() == []


async def test_what_is_in_a_snapshot_by_now_comes_as_the_difference(
    world: World, plan: Document
) -> None:
    ledger, ana = Ledger(plan.id), Participant(world.ana, Notebook(), may_write=True)
    await ledger.state_vector()
    await append(plan.id, [(update, world.rob.id) for update in written(5, "one", "two")])
    await compact(plan.id)
    kept = await ledger.keep([Sent(written(6, "mine")[0], ana)])
    assert ledger.number == 4

    follower = Editor(8)
    for update in kept.foreign:
        follower.hear(update)
    assert "two" in str(follower.root)
    assert to_html(await text_of(plan.id)).count("<p>") == 4
    assert (await ledger.keep([Sent(written(6, "mine")[0], ana)])).news == []


async def test_a_text_that_is_gone_sends_its_writers_away(world: World, plan: Document) -> None:
    notebook = Notebook()
    ledger, ana = Ledger(plan.id), Participant(world.ana, notebook, may_write=True)
    await ledger.state_vector()
    await Document.filter(id=plan.id).delete()
    kept = await ledger.keep([Sent(written(6, "mine")[0], ana)])
    assert kept.done == []
    assert notebook.closed == [1013]
