"""A chain of ledger lines checked link by link. Pure: needs no database and no network.

Each line's hash is SHA-256 of its canonical JSON, which names the hash before it. Canonical: keys
by length, then by bytes; ", " and ": " between; characters as they are (PostgreSQL's jsonb).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FIRST = "0" * 64
"""What the first line of a chain names as the hash before it."""

Tips = Mapping[str, tuple[int, str]]
"""How far each chain had got when it was signed: number and hash of its last line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was exported; `row` None: the line stands, what it was about is gone.

    `seq` None: a row that no line of the chain speaks of.
    """

    party: str
    seq: int | None
    ledger: str
    row_id: str
    prev: str
    hash: str
    row: Mapping[str, Any] | None

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Of one line of an export; KeyError or ValueError if it is none."""
        plain = json.loads(text, parse_float=Decimal)
        return cls(**{name: plain[name] for name in cls.__slots__})

    def digest(self) -> str:
        """What its hash has to be."""
        said = {"ledger": self.ledger, "party": self.party, "prev": self.prev,
                "row": self.row, "seq": self.seq}  # fmt: skip
        return hashlib.sha256(canonical(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line of a chain that is not as it was written."""

    party: str
    seq: int | None
    ledger: str
    row_id: str
    what: str

    def __str__(self) -> str:
        where = f"line {self.seq} of the chain of {self.party}" if self.seq else "in no chain"
        return f"{self.ledger} {self.row_id} ({where}): {self.what}"


def first_fault(lines: Iterable[Line], tips: Tips) -> Fault | None:
    """The first bad line, if there is one; `tips` are what was signed."""
    chains: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        chains[line.party].append(line)
    for party in sorted({*chains, *tips}):
        fault = _broken(chains[party]) or _against(chains[party], party, tips.get(party))
        if fault:
            return fault
    return None


def canonical(value: Any) -> str:
    """The one text of a JSON value."""
    if isinstance(value, Mapping):
        ordered = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        inner = ", ".join(f"{canonical(key)}: {canonical(value[key])}" for key in ordered)
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(canonical, value))}]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _broken(chain: list[Line]) -> Fault | None:
    before, seq = FIRST, 0
    for line in chain:
        what = _wrong(line, before, seq + 1)
        if what:
            return Fault(line.party, line.seq, line.ledger, line.row_id, what)
        before, seq = line.hash, seq + 1
    return None


def _wrong(line: Line, before: str, seq: int) -> str:
    if line.seq is None:
        return "was put in; no line of the chain speaks of it"
    if line.seq != seq:
        return f"does not follow line {seq - 1}; what stood between is gone or out of order"
    if line.row is None:
        return "was removed"
    if line.row.get("id") != line.row_id:
        return "is another row than the line speaks of"
    if line.prev != before:
        return "does not name the hash of the line before"
    return "" if line.digest() == line.hash else "was changed"


def _against(chain: list[Line], party: str, tip: tuple[int, str] | None) -> Fault | None:
    if tip is None:
        return None
    seq, hash_ = tip
    if len(chain) < seq:
        return Fault(party, len(chain) + 1, "the ledger", "", f"cut off; {seq} lines were signed")
    line = chain[seq - 1]
    if line.hash != hash_:
        return Fault(party, seq, line.ledger, line.row_id, "is not the line that was signed")
    return None
