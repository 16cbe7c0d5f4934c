"""The `websockets` library: what one says, all hear, by its own `broadcast`. Nothing is kept."""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    everybody: set[ServerConnection] = set()

    async def listen(connection: ServerConnection) -> None:
        everybody.add(connection)
        try:
            async for message in connection:
                broadcast(everybody, message)
        finally:
            everybody.discard(connection)

    async with serve(listen, "127.0.0.1", port, compression=None, ping_interval=None):
        await asyncio.Future()


uvloop.run(main(int(sys.argv[1])))
