"""Where the files of an audience lie, and that only one worker writes there at a time."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from customer_space.gate.audiences.models import FILES
from portal.ids import new_id

CHUNK = 1 << 20
DOWNLOADS = {
    **{f"{name}.csv": "text/csv; charset=utf-8" for name in FILES},
             "summary.json": "application/json"}  # fmt: skip
"""What can be fetched, and as what."""


class Received(NamedTuple):
    """An upload on the disk, not yet anybody's."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Folder:
    """The files of one audience."""

    path: Path

    @classmethod
    def of(cls, data_dir: Path, audience: UUID) -> "Folder":
        return cls(data_dir / "audiences" / str(audience))

    @property
    def input(self) -> Path:
        return self.path / "input"

    @property
    def out(self) -> Path:
        return self.path / "out"

    def take(self, received: Received) -> None:
        """Make an upload this audience's."""
        self.path.mkdir(parents=True, exist_ok=True)
        received.path.replace(self.input)

    def forget(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else is at work here; the lock ends with the process, however it ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def receive(content: BinaryIO, data_dir: Path) -> Received:
    """Copy an upload to the disk, piece by piece."""
    incoming = data_dir / "audiences" / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    path, found = incoming / str(new_id()), hashlib.sha256()
    with path.open("wb") as file:
        while chunk := content.read(CHUNK):
            found.update(chunk)
            file.write(chunk)
    return Received(path, found.hexdigest())
