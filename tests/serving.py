"""Starts a real server process for tests: `python -m tests.serving PORT`, settings by environment.

The demo's one-click sign-in is open, and uvicorn runs with our protocol classes, as in production.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace

from asgi import build
from portal.server.serving import serve
from portal.settings import Settings
from world import COMPANY

START_S = 120.0  # on a machine that does other things as well


class Process:
    """A server process on a free port of this machine."""

    def __init__(self, database_url: str, *, port: int = 0, **environment: str) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | environment | {
            "PARLEY_DATABASE_URL": database_url,
            "PARLEY_BASE_URL": self.url,
        }  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it (again, on the same port) and wait until it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.serving", str(self.port)], env=self._environment
        )
        end = time.monotonic() + START_S
        while not self._answers():
            assert self._process.poll() is None, "the server ended while it started"
            if time.monotonic() > end:
                self.kill()
                raise TimeoutError("the server does not answer")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> None:
        """As a deploy would."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def alive(self) -> bool:
        return self._process.poll() is None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    settings = replace(Settings.from_environment(), demo=True, own_company=COMPANY)
    serve(build(settings, limited="limited" in sys.argv), "127.0.0.1", int(sys.argv[1]))
