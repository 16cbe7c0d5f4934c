"""Autobahn's fuzzing client against our websocket server: `python -m tests.autobahn [CASES…]`.

It is written for Python 2.7: `wstest` is found, or installed by `PYTHON27` or `python2.7`. Groups
9, 12 and 13 (speed, compression) are left out: we speak no compression. Ends with 1 if one failed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any

from uvicorn import Server

from portal.server.run import uvicorn_config
from portal.server.websocket import HardenedWebSocket
from tests.serving import free_port

CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]
BAD = {"FAILED", "WRONG CODE", "UNCLEAN", "FAILED BY CLIENT"}


class Patient(HardenedWebSocket):
    """A fuzzing client floods by intent."""

    PINGS_PER_S = PING_BURST = MESSAGES_PER_S = MESSAGE_BURST = 1e6
    BYTES_PER_S = BYTE_BURST = 1e9


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Say again whatever is said."""
    await receive()
    await send({"type": "websocket.accept"})
    while (heard := await receive())["type"] == "websocket.receive":
        kind = "text" if heard.get("text") is not None else "bytes"
        await send({"type": "websocket.send", kind: heard[kind]})


def main(cases: list[str]) -> int:
    """Run the cases; how many failed."""
    port = free_port()
    server = Server(
        uvicorn_config(echo, port=port, ws=Patient, lifespan="off", log_level="critical")
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(Path(folder), port, cases)
    server.should_exit = True
    thread.join(30)
    print(Counter(case["behavior"] for case in found.values()))
    failed = {
        name: case
        for name, case in found.items()
        if {case["behavior"], case["behaviorClose"]} & BAD
    }
    for name, case in failed.items():
        print(name, case["behavior"], case["behaviorClose"], case["remoteCloseCode"])
    return len(failed)


def fuzz(folder: Path, port: int, cases: list[str]) -> dict[str, dict[str, Any]]:
    """Let the client loose, and read its report."""
    target = {"agent": "parley", "url": f"ws://127.0.0.1:{port}"}
    spec = {"outdir": "reports", "servers": [target], "cases": cases, "exclude-cases": []}
    (folder / "spec.json").write_text(json.dumps(spec))
    client = shutil.which("wstest") or install(folder)
    call([client, "-m", "fuzzingclient", "-s", "spec.json"], folder)
    reports: dict[str, dict[str, dict[str, Any]]] = json.loads(
        (folder / "reports" / "index.json").read_text()
    )
    return reports["parley"]


def install(folder: Path) -> str:
    """Install the client; the path of its program."""
    python = os.environ.get("PYTHON27") or shutil.which("python2.7")
    if not python:
        sys.exit("No wstest and no Python 2.7: name one by PYTHON27.")
    pip = ["-m", "pip", "install", "--quiet"]
    call([python, *pip, "--target", "tools", "virtualenv==20.15.1"], folder)
    call([python, "-m", "virtualenv", "--quiet", "client"], folder, PYTHONPATH="tools")
    call(["client/bin/python", *pip, "autobahntestsuite"], folder)
    return "client/bin/wstest"


def call(command: list[str], folder: Path, **environment: str) -> None:
    """Run a program there; what it says is shown only if it fails."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:] or CASES)))
