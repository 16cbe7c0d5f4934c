"""What became of the rows of a file: one outcome each, counted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path

from customer_space.exchange.checking import Refused
from customer_space.exchange.crm_names import Kind, Map


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass
class Counts:
    """How many rows were created, updated, left unchanged and refused.

    `opted_out` contacts the CRM says want no mail or call; `without_address` people who cannot
    be invited yet.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    opted_out: int = 0
    without_address: int = 0

    def add(self, other: "Counts") -> None:
        """Count what another batch did as well."""
        for each in fields(other):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True)
class Batch:
    """What one transaction did; `line` is the last line it covers."""

    line: int
    counts: Counts
    refused: list[Refused]


Keep = Callable[[Batch], Awaitable[None]]
"""Called inside each batch's transaction, to keep what it says together with what it did."""


@dataclass
class Result:
    """An import, when it is over."""

    kind: Kind
    map: Map
    encoding: str
    delimiter: str | None
    dry_run: bool
    header: list[str]
    counts: Counts = field(default_factory=Counts)
    refused_file: Path | None = None
    """Where a command has written the refused rows."""

    @property
    def summary(self) -> dict[str, int]:
        """The four counts programs read."""
        counts = self.counts
        return {
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "refused": counts.refused,
        }

    @property
    def remarks(self) -> list[str]:
        return remarks_of(self.kind, self.counts)


def remarks_of(kind: Kind, counts: Counts) -> list[str]:
    """What else the importer has to know, in sentences."""
    remarks = []
    if counts.without_address:
        who = _plural(counts.without_address, *_NOUNS[kind])
        has = "has" if counts.without_address == 1 else "have"
        remarks.append(f"{who} {has} no e-mail address yet: cannot be invited.")
    if counts.opted_out:
        who = _plural(counts.opted_out, "contact", "contacts")
        remarks.append(f"{who} opted out in the CRM: their opt-outs are kept.")
    return remarks


_NOUNS = {
    Kind.ACCOUNTS: ("account", "accounts"),
    Kind.PEOPLE: ("person", "people"),
    Kind.CONTACTS: ("contact", "contacts"),
}


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
