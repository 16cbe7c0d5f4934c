"""A server process for a run, as it is or with a bug planted: `python -m tests.faults.server PORT`.

The bugs are those that systems of this kind have had; a checker that does not find them proves
nothing by finding no others.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from asgi import build
from collaboration import incoming, relay
from collaboration.chat import actions
from collaboration.chat.actions import Saying
from collaboration.frames import ack
from collaboration.hub import Listener
from collaboration.relay import Relay
from collaboration.service import LiveService
from portal.database import transaction
from portal.forms import parsed
from portal.ids import new_id
from portal.server.serving import log_to_terminal, serve
from portal.settings import Settings
from portal.wakeup import Wakeup


def ack_before_commit() -> None:
    """The answer is given inside the transaction."""

    async def hasty(said: dict[str, Any], listener: Listener, live: LiveService) -> None:
        words = parsed(said, incoming.Message)

        @transaction
        async def post_and_answer() -> None:
            _, number = await actions.post(words.text, id=words.id, by=listener.member)
            listener.offer(ack(words.id, number))
            await asyncio.sleep(0.1)

        await post_and_answer()

    incoming._TAKEN["message"] = hasty


def clock_as_number() -> None:
    """Numbers are milliseconds."""
    clock = "(extract(epoch from clock_timestamp()) * 1000)::bigint"
    said = actions._SAY.replace("select $10, count(*) from", f"select $10, {clock} from")
    actions._SAY = said.replace("topic.number + excluded.number", clock)


def no_catch_up() -> None:
    """Who comes back hears only what is new."""

    async def resume(self: Relay, listener: Listener, position: int) -> None:
        listener.go_live(self._heard[listener.numbered].seen or position)

    Relay.resume = resume


def no_deduplication() -> None:
    """A repeat is another message."""
    post_all = actions.post_all

    async def post_anew(said: Sequence[Saying]) -> Any:
        return await post_all([one._replace(id=new_id()) for one in said])

    actions.post_all = post_anew


def lost_wake_ups() -> None:
    """No wake-up arrives; the look once a second stays."""
    Wakeup._tell = lambda *_: None


def no_wake_ups_and_no_look() -> None:
    """No wake-up arrives, and nobody looks either."""
    lost_wake_ups()
    relay.LOOK_EVERY_S = 3600.0


PLANTED: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "ack before commit": ack_before_commit,
    "clock as number": clock_as_number,
    "no catch-up": no_catch_up,
    "no deduplication": no_deduplication,
    "lost wake-ups": lost_wake_ups,
    "dropped wake-ups": no_wake_ups_and_no_look,
}

if __name__ == "__main__":
    PLANTED[os.environ.pop("FAULTS_PLANTED")]()
    log_to_terminal("text")
    serve(build(Settings.from_environment(), limited=False), "127.0.0.1", int(sys.argv[1]))
