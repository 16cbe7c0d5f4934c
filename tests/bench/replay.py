"""Real contacts replayed through the gate's caps: how many each cap would have let through."""

import csv
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from customer_space.gate.bulk.pressure import Cap
from customer_space.gate.rules.statements import Period

DATA = Path(__file__).parents[3] / "shared" / "data"
MESSAGES = DATA / "temporal-messages" / "CollegeMsg.txt"
CALLS = DATA / "bank-marketing" / "bank-full.csv"
CAMPUS = ZoneInfo("America/Los_Angeles")

Contacts = Mapping[str, Sequence[datetime]]
"""By recipient, in the order in which they were made."""


def allowed(contacts: Contacts, cap: Cap, zone: ZoneInfo) -> int:
    """How many would have come; those that would not do not count against later ones."""
    return sum(len(times) - cap.held_back(times, zone) for times in contacts.values())


def messages() -> Contacts:
    """Sender, recipient, Unix time: the messages of a campus, by recipient."""
    found: dict[str, list[datetime]] = defaultdict(list)
    with MESSAGES.open(encoding="ascii") as lines:
        for line in lines:
            _, recipient, seconds = line.split()
            found[recipient].append(datetime.fromtimestamp(int(seconds), UTC))
    return {recipient: sorted(times) for recipient, times in found.items()}


def calls() -> Contacts:
    """The calls of a bank's campaign to each client; when they were is not told, only in turn."""
    campaign = datetime(2012, 1, 2, 12, tzinfo=UTC)
    return {
        f"row {number}": [campaign] * int(row["campaign"]) for number, row in enumerate(_clients())
    }


def _clients() -> Iterator[Mapping[str, str]]:
    with CALLS.open(encoding="ascii", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def run() -> None:
    """Print what each cap would have let through, and how long the replay took."""
    if not MESSAGES.exists() or not CALLS.exists():
        print("replay: shared data not here")
        return
    for name, contacts, cap in (
        ("messages, 3 per PT24H", messages(), Cap(3, "PT24H")),
        ("messages, 3 per calendar day", messages(), Cap(3, Period.DAY)),
        ("calls, 3 per campaign", calls(), Cap(3, Period.YEAR)),
    ):
        started, total = time.perf_counter(), sum(map(len, contacts.values()))
        came = allowed(contacts, cap, CAMPUS)
        spent = time.perf_counter() - started
        print(f"replay: {name}: {came:,} of {total:,} allowed, {spent:.1f} s")


if __name__ == "__main__":
    run()
