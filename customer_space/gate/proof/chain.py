"""A chain of ledger lines checked link by link. Pure: needs no database and no network.

Each line's hash is SHA-256 of its canonical JSON, which names the hash before it. Canonical: keys
by length, then by bytes; ", " and ": " between; characters as they are (PostgreSQL's jsonb).

What tells of a person stands in the hash as a fingerprint (`seal`) of a salt and the field. Who is
erased leaves such fields empty and without their salts; a line of the ledger `erasure` names them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

FIRST = "0" * 64
"""What the first line of a chain names as the hash before it."""

EMPTY: tuple[Any, ...] = (None, "", {}, [])
"""What may stand in a field whose salt is gone."""

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
    seal: Mapping[str, str] = field(default_factory=dict)
    salts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Of one line of an export; KeyError or ValueError if it is none."""
        plain = json.loads(text, parse_float=Decimal)
        return cls(**{name: plain[name] for name in cls.__slots__})

    def digest(self) -> str:
        """What its hash has to be."""
        open_ = {name: value for name, value in (self.row or {}).items() if name not in self.seal}
        said = {"ledger": self.ledger, "party": self.party, "prev": self.prev,
                "row": open_, "seal": self.seal, "seq": self.seq}  # fmt: skip
        return _sha256(canonical(said))

    @property
    def erased(self) -> frozenset[str]:
        """The fields that were emptied for an erasure."""
        return frozenset(self.seal) - frozenset(self.salts)

    @property
    def is_sealed(self) -> bool:
        """Whether every field that tells of a person is as it was written, or empty and erased."""
        row = self.row or {}
        return all(name in row for name in self.seal) and all(
            _sha256(self.salts[name] + canonical(row[name])) == print_
            if name in self.salts
            else row[name] in EMPTY
            for name, print_ in self.seal.items()
        )


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


def erasures_in(lines: Iterable[Line]) -> set[tuple[str, str, str]]:
    """Ledger, row and field of all that the erasures of a chain say they emptied."""
    return {
        (ledger, row_id, name)
        for line in lines
        if line.ledger == "erasure" and line.row is not None
        for ledger, emptied in line.row["fields"].items()
        for row_id, names in emptied.items()
        for name in names
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _broken(chain: list[Line]) -> Fault | None:
    before, seq, erased = FIRST, 0, erasures_in(chain)
    for line in chain:
        what = _wrong(line, before, seq + 1) or _unsaid(line, erased)
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
    return "" if line.digest() == line.hash and line.is_sealed else "was changed"


def _unsaid(line: Line, erased: set[tuple[str, str, str]]) -> str:
    """An empty field has to be one that an erasure names."""
    said = all((line.ledger, line.row_id, name) in erased for name in line.erased)
    return "" if said else "was emptied, and no erasure says so"


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
