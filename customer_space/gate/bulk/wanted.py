"""What is wanted of an audience, and what makes two such wishes the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_space.gate.actions import answer_once
from customer_space.gate.marks import Post
from customer_space.gate.requests import Asker
from customer_space.gate.rules.channels import Channel

LONGEST_KEY = 200


@dataclass(frozen=True)
class Wanted:
    """What is asked about an audience; `key` makes a repeat give the same answers again.

    `post`: where the links of mails lead; without it the files hold none.
    """

    topic: str
    channel: Channel
    by: Asker
    reserve: bool = False
    accept_defer: bool = False
    key: str = ""
    at: datetime | None = None
    contains_promotion: bool = False
    post: Post | None = None

    @property
    def mode(self) -> str:
        return "reserve" if self.reserve else "check"


def job_of(wanted: Wanted, sha256: str) -> dict[str, Any]:
    """The wish as JSON, with the file's fingerprint: equal for a repeat."""
    plain = {
        "input_sha256": sha256,
        "topic": wanted.topic,
        "channel": wanted.channel.value,
        "sender": wanted.by.id,
        "mode": wanted.mode,
        "accept_defer": wanted.accept_defer,
        "at": wanted.at.isoformat() if wanted.at else None,
        "contains_promotion": wanted.contains_promotion,
    }
    # Without a key of their own, the same places are not held twice.
    own = f"audience:{sha256[:32]}:{wanted.topic}:{wanted.channel}" if wanted.reserve else ""
    return plain | {"key": f"audience:{wanted.key}" if wanted.key else own}


async def instant_of(start: datetime, wanted: Wanted, job: dict[str, Any]) -> str:
    """The instant that is asked about: the first run's, where a key names it."""
    if not job["key"]:
        return start.isoformat()

    async def do() -> dict[str, Any]:
        return {"at": start.isoformat()}

    kept, _ = await answer_once(wanted.by.id, job["key"], job, do)
    return str(kept["at"])
