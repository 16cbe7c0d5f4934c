"""An audience on its way: handed in, split, over, forgotten."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from auth.models import ApiClient, Person
from customer_space.gate.actions import answer_once
from customer_space.gate.audiences.folders import Folder, Received
from customer_space.gate.audiences.models import FILES, Audience, AudienceState
from customer_space.gate.bulk.question import question_of
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.rules.channels import Channel
from portal.clock import now
from portal.database import transaction
from portal.errors import Conflict
from portal.ids import new_id
from portal.outbox import enqueue

SPLIT, FORGET = "gate.split_audience", "gate.forget_audience"


@dataclass(frozen=True)
class Wish:
    """What is asked about a file; `at` None: now."""

    name: str
    topic: str
    channel: Channel
    at: datetime | None = None
    reserve: bool = False
    accept_defer: bool = False
    contains_promotion: bool = False


@dataclass(frozen=True)
class Starter:
    """Who hands a file in, and for which sender."""

    sender: Asker
    person: Person | None = None
    client: ApiClient | None = None

    @property
    def id(self) -> str:
        """Whose keys are theirs."""
        who = self.person or self.client
        return str(who.id if who else self.sender.id)[:100]


async def hand_in(
    wish: Wish, received: Received, data_dir: Path, *, by: Starter, key: str = ""
) -> UUID:
    """Keep an uploaded file and have it split; which audience it is.

    Under a `key`, the same file and wish are the audience that is here already.

    Raises:
        Invalid: for an unknown topic, or a key that was used for something else.
    """

    async def do() -> dict[str, Any]:
        return {"audience": str(await _start(wish, received, data_dir, by=by))}

    try:
        said = asdict(wish) | {"input_sha256": received.sha256}
        kept = (await answer_once(by.id, f"audience:{key}", said, do))[0] if key else await do()
    finally:
        received.path.unlink(missing_ok=True)
    return UUID(kept["audience"])


@transaction
async def _start(wish: Wish, received: Received, data_dir: Path, *, by: Starter) -> UUID:
    at, id_ = wish.at or now(), new_id()
    await question_of(Asked(wish.channel, wish.topic, at), by=by.sender, now=at)
    Folder.of(data_dir, id_).take(received)
    audience = await Audience.create(
        id=id_,
        person=by.person,
        client=by.client,
        sender=by.sender.id,
        sender_kind=by.sender.kind,
        sender_name=by.sender.name,
        started_at=now(),
        **asdict(wish) | {"at": at},
    )
    await enqueue(SPLIT, {"audience": str(audience.id)})
    return id_


async def note_progress(audience: Audience, rows: int, counts: Mapping[str, int]) -> None:
    """How far it is: all rows, and how many went where."""
    found = {name: counts.get(name, 0) for name in FILES}
    state = AudienceState.SPLITTING
    await Audience.filter(id=audience.id).update(state=state, rows=rows, **found)


@transaction
async def end(
    audience: Audience, *, summary: Mapping[str, Any] | None = None, problem: str | None = None
) -> None:
    """It is over: with its summary, or with the reason why there is none."""
    counts = {name: summary[name] for name in ("rows", *FILES)} if summary else {}
    state = AudienceState.DONE if summary else AudienceState.FAILED
    await Audience.filter(id=audience.id).update(
        state=state, summary=summary, problem=problem, ended_at=now(), **counts
    )
    await enqueue(FORGET, {"audience": str(audience.id)}, at=now() + Audience.KEPT)


@transaction
async def forget(audience: Audience, data_dir: Path) -> None:
    """Remove an audience with its files. Conflict while it is being split."""
    if not audience.state.is_over:
        raise Conflict("This audience is being split. It can be removed when that is over.")
    await Audience.filter(id=audience.id).delete()
    Folder.of(data_dir, audience.id).forget()
