"""Where the bytes are: in files named by their own hash, written aside first and then moved there.

What is half written has no name that anything knows, and is swept away (jobs).
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from portal.clock import now
from portal.ids import secret

PIECE = 1 << 18  # bytes
STALE_S = 3600.0
"""After this nobody is writing any more."""


class Arrived(NamedTuple):
    """What came in, aside: its SHA-256 in hex, and its size in bytes."""

    place: Path
    digest: str
    size: int


class Store:
    """A folder of the data directory. Its methods work on the disk: call them in a thread."""

    def __init__(self, data_dir: Path) -> None:
        self._kept = data_dir / "files"
        self._arriving = data_dir / "files" / "arriving"

    def arrive(self, source: BinaryIO) -> Arrived:
        """Write what comes to a file that has no name yet."""
        self._arriving.mkdir(parents=True, exist_ok=True)
        place, size, hashed = self._arriving / secret(), 0, hashlib.sha256()
        with place.open("xb") as into:
            while piece := source.read(PIECE):
                into.write(piece)
                hashed.update(piece)
                size += len(piece)
            into.flush()
            os.fsync(into.fileno())
        return Arrived(place, hashed.hexdigest(), size)

    def settle(self, arrived: Arrived) -> None:
        """Move it to where its hash says, over the same bytes if they are there."""
        place = self.place_of(arrived.digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        arrived.place.replace(place)

    def discard(self, arrived: Iterable[Arrived]) -> None:
        """What of it was not settled is not wanted."""
        for each in arrived:
            each.place.unlink(missing_ok=True)

    def place_of(self, digest: str) -> Path:
        return self._kept / digest[:2] / digest

    def forget(self, digest: str) -> None:
        self.place_of(digest).unlink(missing_ok=True)

    def sweep_arriving(self) -> None:
        """Remove what was never finished."""
        for place in self._arriving.glob("*"):
            if _is_stale(place):
                place.unlink(missing_ok=True)

    def old_digests(self) -> Iterator[str]:
        """What is kept, without what came a moment ago."""
        for place in self._kept.glob("??/*"):
            if _is_stale(place):
                yield place.name


def _is_stale(place: Path) -> bool:
    try:
        return place.stat().st_mtime < now().timestamp() - STALE_S
    except FileNotFoundError:
        return False
