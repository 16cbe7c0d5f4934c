"""A person at a document: a real websocket to a real server, and a Yjs replica behind it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from auth.models import Person
from auth.sessions import start_session
from collaboration.coediting import protocol
from customer_space.documents.crdt import Text
from customer_space.documents.html import to_html
from customer_space.documents.yupdate import Reader
from tests.customer_space.documents.editor import Editor

ORIGIN = "http://testserver"
PATIENCE_S = 8


class Pen:
    """Speaks the protocol as y-websocket does."""

    def __init__(self, socket: ClientConnection, editor: Editor) -> None:
        self.socket = socket
        self.editor = editor
        self.synced = False
        self.stored = 0
        self.heard: list[bytes] = []  # updates, as they came
        self.carets: dict[int, object] = {}
        self.closed: tuple[int, str] | None = None
        self._sent = 0
        self._news = asyncio.Event()

    async def listen(self) -> None:
        try:
            async for message in self.socket:
                assert isinstance(message, bytes)
                await self._read(Reader(message))
                self._news.set()
        except ConnectionClosed:
            pass
        self.closed = (self.socket.close_code or 0, self.socket.close_reason or "")
        self._news.set()

    async def _read(self, reader: Reader) -> None:
        kind = reader.number()
        if kind == protocol.STORED:
            self.stored = reader.number()
        elif kind == protocol.AWARENESS:
            self._read_carets(Reader(reader.block()))
        elif kind == protocol.SYNC:
            await self._read_sync(reader.number(), reader.block())

    async def _read_sync(self, step: int, body: bytes) -> None:
        if step == protocol.STEP_1:
            await self.say(protocol.answer(self.editor.doc.get_update(body)))
            return
        self.synced |= step == protocol.STEP_2
        self.heard.append(body)
        self.editor.hear(body)

    def _read_carets(self, reader: Reader) -> None:
        for _ in range(reader.number()):
            client, _clock, state = reader.number(), reader.number(), reader.string()
            self.carets[client] = json.loads(state)

    async def say(self, message: bytes) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(message)

    async def send(self, update: bytes) -> None:
        await self.say(protocol.change(update))

    async def send_edits(self) -> None:
        """Everything written in the editor since the last time."""
        for update in self.editor.sent[self._sent :]:
            await self.send(update)
        self._sent = len(self.editor.sent)

    async def write(self, words: str) -> None:
        self.editor.paragraph(words)
        await self.send_edits()

    async def show(self, client: int, clock: int, state: object) -> None:
        await self.say(protocol.carets([protocol.Caret(client, clock, json.dumps(state))]))

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def until_closed(self) -> int:
        await self.until(lambda: self.closed is not None)
        assert self.closed is not None
        return self.closed[0]

    @property
    def html(self) -> str:
        return to_html(Text([self.editor.doc.get_update()]))


@contextlib.asynccontextmanager
async def pen_at(
    port: int, path: str, person: Person | None, *, seed: int = 0, sync: bool = True
) -> AsyncIterator[Pen]:
    """`person` (nobody: a stranger) at the document under `path`."""
    headers = {}
    if person is not None:
        token = await start_session(person, method="test", browser="test")
        headers["cookie"] = f"session={token}"
    async with connect(
        f"ws://testserver{path}",
        host="127.0.0.1",
        port=port,
        origin=ORIGIN,  # type: ignore[arg-type]
        additional_headers=headers,
        compression=None,
        max_size=None,
    ) as socket:
        pen = Pen(socket, Editor(seed))
        listening = asyncio.create_task(pen.listen())
        if sync and person is not None:
            await pen.say(protocol.question(pen.editor.doc.get_state()))
        try:
            yield pen
        finally:
            await socket.close()
            await listening


def path_of(document_id: UUID, space: str = "acme-corporation") -> str:
    return f"/spaces/{space}/documents/{document_id}"
