"""What happened, for those who are looking: a row written with the change itself.

The topic's next number comes from the same statement (an upsert that locks the topic's row), so
numbers follow the order of commits, without gaps, and without a lock that all topics share.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar
from uuid import UUID

from markupsafe import Markup
from tortoise import fields
from tortoise.models import Model

from portal.clock import now
from portal.database import after_commit, database_of, rows

Made = TypeVar("Made")

Renderer = Callable[[UUID], Awaitable[Markup | None]]

KEPT_DAYS = 14


class Together(Generic[Made]):
    """A renderer (or describer) that makes many at once, for one query."""

    def __init__(self, many: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, Made]]]) -> None:
        self.many = many

    async def __call__(self, subject: UUID) -> Made | None:
        return (await self.many([subject])).get(subject)


class Topic(Model):
    """Something people can follow, and how far it has got."""

    name = fields.CharField(120, primary_key=True)
    number = fields.BigIntField(default=0)

    class Meta:
        table = "topic"


class Event(Model):
    """One announcement: which topic, its number there, what kind of thing happened to what."""

    id = fields.BigIntField(primary_key=True)
    topic = fields.CharField(120)
    number = fields.BigIntField()
    kind = fields.CharField(80)
    subject = fields.UUIDField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "event"
        unique_together = (("topic", "number"),)


_ANNOUNCE = """
with next as (
  insert into topic (name, number) values ($1, 1)
  on conflict (name) do update set number = topic.number + 1
  returning number
)
insert into event (topic, number, kind, subject, at)
select $1, number, $2, $3, $4 from next
returning number
"""


async def announce(topic: str, kind: str, subject: UUID) -> int:
    """Say what changed, never what it says; the last statement of an action.

    Returns the announcement's number in its topic. Nothing is heard before the commit.
    """
    [row] = await rows(_ANNOUNCE, topic, kind, subject, now())
    number: int = row["number"]
    tell_after_commit(topic, number)
    return number


def tell_after_commit(topic: str, number: int) -> None:
    """Wake those who follow a topic that this transaction takes as far as `number`."""
    wakeup = database_of().wakeup
    after_commit(lambda: wakeup.wake(topic, number))


async def number_of(topic: str) -> int:
    """How far a topic has got: what a page rendered now has seen of it."""
    found = await Topic.get_or_none(name=topic)
    return found.number if found else 0
