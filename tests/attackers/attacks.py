"""The attackers, all at once: `python -m tests.attackers.attacks`, the target as JSON on stdin.

Each comes again as soon as it was thrown out. They stop when stdin ends, and say how often they
tried and how often the server ended it.
"""

import asyncio
import json
import sys
import uuid
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tests.attackers.lines import BINARY, PING, SPACE, TEXT, Line, Target, frame

REST_S = 0.1  # between two tries
BOMB = zlib.compress(b"\0" * (60 * 1024 * 1024), 9)[2:-4]
HELLO = frame(TEXT, b'{"type":"hello"}')
Attack = Callable[[Target], Awaitable[None]]


async def slow_reader(target: Target) -> None:
    """Hears everything and reads nothing."""
    async with await Line.open(target, target.address(1), small=True) as line:
        await line.upgrade(target)
        await line.write(HELLO)
        while True:  # an unasked pong is allowed, and fails when the line is gone
            await line.write(frame(10, b""))
            await asyncio.sleep(1)


async def slow_download(target: Target) -> None:
    """Asks for large files and reads nothing of them."""
    async with await Line.open(target, target.address(2), small=True) as line:
        host = f"HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n\r\n"
        for asset in target.assets * 4:
            await line.write(f"GET {asset} {host}".encode())
        while True:
            await asyncio.sleep(1)
            await line.write(b"\r\n")


async def ping_flood(target: Target) -> None:
    """Wants an answer a million times, and reads none."""
    async with await Line.open(target, target.address(3), small=True) as line:
        await line.upgrade(target)
        await line.write(HELLO)
        while True:
            await line.write(frame(PING, b"x" * 100) * 200)


async def message_flood(target: Target) -> None:
    """Talks without a break."""
    async with await Line.open(target, target.address(4)) as line:
        await line.upgrade(target)
        await line.write(HELLO)
        for _ in range(10_000):
            said = {"type": "message", "id": str(uuid.uuid4()), "text": "me " * 200}
            await line.write(frame(TEXT, json.dumps(said).encode()))
        await line.until_closed()


async def large_frames(target: Target) -> None:
    """As many bytes as the line carries."""
    async with await Line.open(target, target.address(5)) as line:
        await line.upgrade(target)
        while True:
            await line.write(frame(BINARY, b"x" * 250_000))


async def deflate_bomb(target: Target) -> None:
    """60 MiB in 61 kB, where no compression was agreed."""
    async with await Line.open(target, target.address(6)) as line:
        await line.upgrade(target, "Sec-WebSocket-Extensions: permessage-deflate")
        await line.write(HELLO + frame(TEXT, BOMB, compressed=True))
        await line.until_closed()


async def half_request(target: Target) -> None:
    """Begins to ask and falls silent."""
    async with await Line.open(target, target.address(7)) as line:
        await line.write(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ")
        await line.until_closed()


async def connection_flood(target: Target) -> None:
    """Opens lines from fifty addresses, and says nothing."""
    async with await Line.open(target, target.address(8)) as line:
        await line.until_closed()


async def upload_trickle(target: Target) -> None:
    """Promises a million bytes, and sends one now and then."""
    async with await Line.open(target, target.address(9)) as line:
        await line.write(
            f"POST {SPACE}/chat/messages HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n"
            f"Cookie: session={target.cookie()}\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 1000000\r\n\r\n".encode()
        )
        while True:
            await line.write(b"x")
            await asyncio.sleep(0.5)


async def request_flood(target: Target) -> None:
    """Asks for the same page for ever."""
    async with await Line.open(target, target.address(10)) as line:
        for _ in range(100):
            await line.write(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            if not await line.read():
                break


async def pipeline_flood(target: Target) -> None:
    """Asks ten thousand things in one breath."""
    async with await Line.open(target, target.address(11)) as line:
        await line.write(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10_000)
        await line.until_closed()


ATTACKS: dict[str, tuple[Attack, int]] = {
    "slow reader": (slow_reader, 4),
    "slow download": (slow_download, 10),
    "ping flood": (ping_flood, 2),
    "message flood": (message_flood, 2),
    "large frames": (large_frames, 2),
    "deflate bomb": (deflate_bomb, 2),
    "half request": (half_request, 300),
    "connection flood": (connection_flood, 1000),
    "upload trickle": (upload_trickle, 50),
    "request flood": (request_flood, 4),
    "pipeline flood": (pipeline_flood, 4),
}
"""Name: the attack, and how many do it at once."""


async def again_and_again(name: str, target: Target) -> None:
    """Attack until cancelled."""
    attack, _ = ATTACKS[name]
    while True:
        target.tried[name] = target.tried.get(name, 0) + 1
        with suppress(OSError):
            await attack(target)
        target.ended[name] = target.ended.get(name, 0) + 1
        await asyncio.sleep(REST_S)


async def main() -> None:
    """Until stdin ends."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    target = Target(**json.loads(await reader.readline()))
    tasks = [
        asyncio.create_task(again_and_again(name, target))
        for name, (_, times) in ATTACKS.items()
        for _ in range(times)
    ]
    await reader.read()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps({"tried": target.tried, "ended": target.ended}))


if __name__ == "__main__":
    asyncio.run(main())
