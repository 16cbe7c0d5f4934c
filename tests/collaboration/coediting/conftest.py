"""The real app behind our real server, on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from starlette.applications import Starlette
from uvicorn import Server

from asgi import build
from customer_space.documents.actions import start
from customer_space.documents.models import Document
from portal.server.run import uvicorn_config
from portal.settings import Settings
from tests.collaboration.coediting.pens import Pen, path_of, pen_at
from world import World

Sit = Callable[..., Awaitable[Pen]]


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[int]:
    """The port on which our server offers the app."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(uvicorn_config(app, lifespan="off"))
        task = asyncio.create_task(server.serve([listening]))
        yield listening.getsockname()[1]
        server.should_exit = True
        await task


@pytest.fixture
async def port(app: Starlette) -> AsyncIterator[int]:
    async with serving(app) as port:
        yield port


@pytest.fixture
async def other_port(app: Starlette, settings: Settings) -> AsyncIterator[int]:
    """A second process, as far as the database can tell."""
    other = build(settings, work=False)
    async with other.router.lifespan_context(other), serving(other) as port:
        yield port


@pytest.fixture
async def plan(world: World) -> Document:
    return await start(world.acme, "plan", "Our plan", blocks=[("paragraph", "We begin.")])


@pytest.fixture
async def sit(world: World, port: int, plan: Document) -> AsyncIterator[Sit]:
    """`await sit("ana")` is Ana, signed in, at Acme's plan."""
    async with AsyncExitStack() as chairs:
        seeds = iter(range(1, 1000))

        async def take_a_seat(name: str, *, at: int = port) -> Pen:
            person = world.members[name].person
            pen = await chairs.enter_async_context(
                pen_at(at, path_of(plan.id, world.acme.slug), person, seed=next(seeds))
            )
            await pen.until(lambda: pen.synced or pen.closed is not None)
            return pen

        yield take_a_seat
