"""Starts a real server process for tests: `python -m tests.serving PORT`, settings by environment.

The demo's one-click sign-in is open, and uvicorn runs with our protocol classes, as in production.
"""

import multiprocessing
import os
import socket
import sys
import time
import urllib.request
from dataclasses import replace

from asgi import build
from portal.server.serving import serve
from portal.settings import Settings
from world import COMPANY

START_S = 120.0  # on a machine that does other things as well

START_S = 60.0  # on a machine that does other things as well
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.serving"])
"""Everything is imported once, seconds of work; each server begins as a fork of that."""


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
        self._process = FORKS.Process(
            target=be_a_server, args=(self.port, dict(self._environment)), daemon=True
        )
        self._process.start()
        end = time.monotonic() + START_S
        while not self._answers():
            assert self._process.is_alive(), "the server ended while it started"
            if time.monotonic() > end:
                self.kill()
                raise TimeoutError("the server does not answer")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._process.kill()
        self._process.join(10)

    def stop(self) -> None:
        """As a deploy would."""
        self._process.terminate()
        self._process.join(10)
        if self._process.is_alive():
            self.kill()

    def alive(self) -> bool:
        return bool(self._process.is_alive())

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


def be_a_server(port: int, environment: dict[str, str], *, limited: bool = False) -> None:
    """Serve, in this process, until it is ended."""
    os.environ.clear()
    os.environ.update(environment)
    settings = replace(Settings.from_environment(), demo=True, own_company=COMPANY)
    serve(build(settings, limited=limited), "127.0.0.1", port)


if __name__ == "__main__":
    be_a_server(int(sys.argv[1]), dict(os.environ), limited="limited" in sys.argv)
