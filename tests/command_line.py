"""`parley …` as a person or a program runs it: in this process, or in one of its own."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass

from typer.testing import CliRunner

from asgi import command_line


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


async def parley(*words: object, **environment: str) -> Ended:
    """Run the command here, in a thread with an event loop of its own."""

    def run() -> Ended:
        ended = CliRunner().invoke(
            command_line, [str(word) for word in words], env=environment, prog_name="parley"
        )
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    return await asyncio.to_thread(run)


async def parley_program(*words: object, **environment: str) -> Ended:
    """Run the command as a process, which takes some seconds to load everything."""
    program = "from asgi import command_line; command_line()"

    def run() -> Ended:
        ended = subprocess.run(
            [sys.executable, "-c", program, *(str(word) for word in words)],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return await asyncio.to_thread(run)
