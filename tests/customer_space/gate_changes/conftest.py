"""What the tests of the feed share: programs, and what Ana does in the meantime."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx2
import pytest

from auth.access import Scope
from auth.actions import make_client
from tests.conftest import BASE_URL


@pytest.fixture
async def program(app, world) -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """`await program("Mailing tool")` asks the gate; more scopes as they are named."""
    async with AsyncExitStack() as stack:

        async def made(name: str, *more: Scope) -> httpx2.AsyncClient:
            _, token = await make_client(name, [Scope.GATE_ASK, *more])
            return await stack.enter_async_context(
                httpx2.AsyncClient(
                    transport=httpx2.ASGITransport(app),
                    base_url=BASE_URL,
                    headers={"authorization": f"Bearer {token}"},
                    timeout=60,
                )
            )

        yield made
