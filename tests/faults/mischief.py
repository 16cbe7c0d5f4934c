"""What can go wrong, one function each; each ends when all is well again."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable

import redis.asyncio as redis
from redis.exceptions import RedisError

from tests.faults.stage import Stage

Fault = Callable[[Stage], Awaitable[None]]


async def kill(stage: Stage) -> None:
    """A process dies, and is started again."""
    node = random.choice(stage.nodes)
    await asyncio.to_thread(node.kill)
    await asyncio.sleep(random.uniform(0, 0.5))
    node.start()
    await node.wait()


async def freeze(stage: Stage) -> None:
    """A process stands still for a while."""
    node = random.choice(stage.nodes)
    node.signal(signal.SIGSTOP)
    await asyncio.sleep(random.uniform(0.5, 3))
    node.signal(signal.SIGCONT)


async def cut(stage: Stage) -> None:
    """All connections of a process break."""
    random.choice(stage.proxies).cut()


async def half_open(stage: Stage) -> None:
    """Bytes vanish in one direction or both, while the connections look alive."""
    proxy = random.choice(stage.proxies)
    proxy.silent = random.choice([{"up"}, {"down"}, {"up", "down"}])
    await asyncio.sleep(random.uniform(0.5, 2))
    proxy.heal()


async def deaf(stage: Stage) -> None:
    """What the servers answer vanishes; then the connections break."""
    for proxy in stage.proxies:
        proxy.silent = {"down"}
    await asyncio.sleep(0.5)
    for proxy in stage.proxies:
        proxy.heal()


async def restart_postgres(stage: Stage) -> None:
    """The database crashes and recovers."""
    await asyncio.to_thread(stage.postgres.crash)
    await asyncio.sleep(random.uniform(0, 0.5))
    await asyncio.to_thread(stage.postgres.start)


async def upset_redis(stage: Stage) -> None:
    """Redis forgets everything, and its subscribers."""
    client = redis.from_url(stage.redis_url)
    try:
        await client.flushall()
        await client.client_kill_filter(_type="pubsub")
    except RedisError:
        pass  # it was already doing what it is asked for
    finally:
        await client.aclose()


EVERYTHING: list[Fault] = [kill, freeze, cut, half_open, deaf, restart_postgres]
