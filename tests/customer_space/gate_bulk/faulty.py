"""A file with every fault: blank, unknown, bad, doubled, wrongly encoded, cut off."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HEADER = b"row_id,recipient,note\n"


class Written(NamedTuple):
    """What stands in the file: rows, and how many of them can only be errors."""

    rows: int
    faulty: int


FAULTS: tuple[Callable[[int], bytes], ...] = (
    lambda n: b"%d,,nobody named" % n,
    lambda n: b"%d,somebody@@nowhere.example,bad" % n,
    lambda n: b"%d,m\xfcller@nowhere.example,not UTF-8" % n,
    lambda n: b"%d" % n,
    lambda n: b"1,nobody%d@nowhere.example,row id again" % n,
    lambda n: b'%d,x%d@nowhere.example,"never closed' % (n, n),
    lambda n: b"%d,01a1ffd7-7b7f-7cc2-862f-24bb093d8109,no such person" % n,
    lambda n: b"%d,pigeon,no address" % n,
)
EVERY = 20
"""One row in so many has a fault; as many are blank lines."""


def write_faulty(path: Path, rows: int, recipient: Callable[[int], str]) -> Written:
    """So many rows, the last one cut off in its middle; `recipient` names whom row n is about."""
    faulty = 0
    with path.open("wb") as file:
        file.write(HEADER)
        for n in range(1, rows):
            if n % EVERY == 7:
                file.write(b"\n")
            if n % EVERY == 11:
                file.write(FAULTS[n // EVERY % len(FAULTS)](n) + b"\n")
                faulty += 1
            else:
                file.write(b"%d,%s,fine\n" % (n, recipient(n).encode()))
        file.write(b'%d,"cut o' % rows)
    return Written(rows, faulty + 1)
