"""Which column means what: in our own words, and as HubSpot and Salesforce name their exports'."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from customer_space.exchange.crm_names import NAMES, SIGNS, Kind, Map
from customer_space.exchange.tables import UnreadableFileError


@dataclass(frozen=True)
class Columns:
    """Where each field stands: `places[field]` are the places of its columns, the best first."""

    map: Map
    places: Mapping[str, tuple[int, ...]]


def columns_of(header: list[str], kind: Kind, map_: Map | None) -> Columns:
    """Find the fields of `kind` in a header; without `map_`, in whichever map knows it best.

    Raises UnreadableFileError: no such column, one column twice, nothing to go by.
    """
    keys = [header_key(name) for name in header]
    chosen = map_ or max(Map, key=lambda each: _fit(keys, kind, each))
    places = _places(header, keys, NAMES[chosen][kind])
    if kind is Kind.CONTACTS:
        _add_topic_opt_outs(keys, places)
    if not any(field in places for field in IDENTIFYING[kind]):
        raise UnreadableFileError(
            f"None of the columns names {NOUNS[kind]}. Found: {_some(header)}. "
            f"Expected for example: {EXAMPLES[kind]}."
        )
    return Columns(chosen, {field: tuple(found) for field, found in places.items()})


def header_key(name: str) -> str:
    """What `Record ID - Contact`, `record_id` and `RecordId` have in common with a name below."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", folded)


def _fit(keys: list[str], kind: Kind, map_: Map) -> tuple[int, int]:
    """The more names known and the more of them this map's own, the better it fits."""
    names = NAMES[map_][kind]
    own = sum(key in SIGNS[map_] for key in keys)
    sure = own if own > 1 else 0
    return sure, sum(key in aliases for key in keys for aliases in names.values())


def _places(
    header: list[str], keys: list[str], names: Mapping[str, Iterable[str]]
) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for field, aliases in names.items():
        for alias in aliases:
            found = [place for place, key in enumerate(keys) if key == alias]
            if len(found) > 1:
                raise UnreadableFileError(f"The column “{header[found[0]]}” appears twice.")
            places.setdefault(field, []).extend(found)
    return {field: found for field, found in places.items() if found}


def _add_topic_opt_outs(keys: list[str], places: dict[str, list[int]]) -> None:
    """HubSpot writes a column per kind of mail: `Opted out of email: One to One`."""
    for place, key in enumerate(keys):
        if key.startswith("optedoutofemail") and place not in places.get("no_email", []):
            places.setdefault("no_email", []).append(place)


def _some(header: list[str]) -> str:
    shown = ", ".join(name.strip()[:40] for name in header[:8])
    return shown + (", …" if len(header) > 8 else "")  # noqa: PLR2004 - enough to recognise it


NOUNS = {Kind.ACCOUNTS: "an account", Kind.PEOPLE: "a person", Kind.CONTACTS: "a contact"}
EXAMPLES = {
    Kind.ACCOUNTS: "account, sector, revenue, employees, subsidiary_of",
    Kind.PEOPLE: "sales_agent, email, manager, regional_office",
    Kind.CONTACTS: "name, email, phone, account",
}
IDENTIFYING = {
    Kind.ACCOUNTS: ("name",),
    Kind.PEOPLE: ("name", "last_name"),
    Kind.CONTACTS: ("name", "last_name", "email"),
}
