"""Doing what was said from a link: sentences of the person's own, in one transaction each."""

from customer_space.gate.unsubscribe.access import Link
from customer_space.gate.unsubscribe.rules import PAUSE, Choice
from customer_space.preferences.models import ConsentMethod
from customer_space.preferences.stopping import (
    Heard,
    limit_topics,
    pause_until,
    send_elsewhere,
    stop_everything,
    stop_topics,
)
from customer_space.preferences.vocabulary import Channel
from portal.clock import now


async def say_less(
    choice: Choice, *, by: Link, method: ConsentMethod = ConsentMethod.ONE_CLICK
) -> bool:
    """Have it hold at once; returns whether anything changed. Again changes nothing."""
    heard = Heard(method, {"touch": str(by.token.touch_id)})
    match choice:
        case Choice.STOP:
            return await stop_topics(by.keys, Channel.EMAIL, by=by.person, heard=heard)
        case Choice.LESS:
            return await limit_topics(by.topics, by=by.person, heard=heard)
        case Choice.PAUSE:
            return await pause_until(now() + PAUSE, by=by.person, heard=heard)
        case Choice.PORTAL:
            return await send_elsewhere(by.keys, Channel.PORTAL, by=by.person, heard=heard)
        case Choice.OFF:
            return await stop_everything(by=by.person, heard=heard)
