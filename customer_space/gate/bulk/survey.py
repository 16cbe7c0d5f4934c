"""The first look at an audience file: how many rows, which fingerprint, what stands there twice."""

import hashlib
import json
from array import array
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from customer_space.gate.bulk.batches import batches
from customer_space.gate.bulk.checkpoint import write_whole
from customer_space.gate.bulk.reading import read
from customer_space.gate.bulk.recipients import recipients_of

NAME = ".survey.json"
CHUNK = 1 << 20
BATCH = 5_000
_LOW = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a file before anybody is asked about.

    `people` and `row_ids` hold 64-bit prints of those that may stand there more than once.
    """

    rows: int
    sha256: str
    people: frozenset[int]
    row_ids: frozenset[int]

    def save(self, folder: Path) -> None:
        """Beside the checkpoint: a run that goes on needs no second look."""
        plain = asdict(self) | {"people": sorted(self.people), "row_ids": sorted(self.row_ids)}
        write_whole(folder / NAME, plain)

    def forget(self, folder: Path) -> None:
        """The run has ended."""
        (folder / NAME).unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, sha256: str) -> "Survey | None":
        """What was found in the file with this fingerprint, if a run of it is under way."""
        try:
            plain = json.loads((folder / NAME).read_text())
        except FileNotFoundError:
            return None
        if plain["sha256"] != sha256:
            return None
        return cls(plain["rows"], sha256, frozenset(plain["people"]), frozenset(plain["row_ids"]))


async def survey(path: Path, sha256: str) -> Survey:
    """Read the file once, keeping 16 bytes a row. Raises Invalid as `reading.read` does."""
    people, row_ids, rows = array("Q"), array("Q"), 0
    for batch in batches(read(path), BATCH):
        rows += len(batch)
        row_ids.extend(print_of(row.row_id) for row in batch if row.row_id)
        for recipient in await recipients_of(batch):
            if recipient.person:
                people.append(recipient.person.int & _LOW)
    return Survey(rows, sha256, _repeated(people), _repeated(row_ids))


def print_of(text: str) -> int:
    """64 bits of a text's hash (BLAKE2b, RFC 7693)."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def print_of_person(number: int) -> int:
    """The low 64 bits of a person's id: nearly all of them are random (RFC 9562)."""
    return number & _LOW


def _repeated(prints: Iterable[int]) -> frozenset[int]:
    ordered = sorted(prints)
    following = iter(ordered)
    next(following, None)
    return frozenset(a for a, b in zip(ordered, following, strict=False) if a == b)


def sha256_of(path: Path) -> str:
    """The file's fingerprint, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
