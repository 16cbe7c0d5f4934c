"""Rows of a table, each accepted as a model or refused with its reason. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from customer_space.exchange.cells import is_formula, words
from customer_space.exchange.columns import Columns
from customer_space.exchange.crm_names import Kind
from customer_space.exchange.rows import (
    PLACEHOLDERS,
    AccountRow,
    ContactRow,
    ImportedRow,
    PersonRow,
)
from customer_space.exchange.tables import Row, Table

CELL_AT_MOST = 4000

MODELS: dict[Kind, type[ImportedRow]] = {
    Kind.ACCOUNTS: AccountRow,
    Kind.PEOPLE: PersonRow,
    Kind.CONTACTS: ContactRow,
}
LABELS = {
    "founded": "year of foundation",
    "revenue_units": "revenue",
    "tz": "time zone",
    "parent": "parent company",
    "key": "record id",
    "parent_key": "id of the parent company",
    "account_key": "id of the account",
    "email": "e-mail address",
    "first_name": "first name",
    "last_name": "last name",
    "no_email": "e-mail opt-out",
    "no_phone": "telephone opt-out",
    "bounced": "bounce",
}


@dataclass(frozen=True)
class Accepted:
    """A row that may be imported."""

    row: Row
    value: Any


@dataclass(frozen=True)
class Refused:
    """A row that may not, and why."""

    row: Row
    reason: str


Checked = Accepted | Refused


def checked_rows(table: Table, columns: Columns, kind: Kind) -> Iterator[Checked]:
    """Every row after the header, in order. What two rows name, the first of them has."""
    seen: dict[str, int] = {}
    for row in table.read():
        checked = _checked(row, table, columns, kind)
        if isinstance(checked, Accepted):
            checked = _first_of_its_kind(checked, seen)
        yield checked


def _checked(row: Row, table: Table, columns: Columns, kind: Kind) -> Checked:
    cells = _cells_of_fields(row, columns)
    reason = row.problem or _unreadable(row) or _computed(cells) or _misshapen(row, table)
    if reason:
        return Refused(row, reason)
    context = {"decimal_comma": table.decimal_comma, "map": columns.map}
    model = MODELS[kind]
    try:
        value = model.model_validate(_best(cells), context=context)
    except ValidationError as error:
        return Refused(row, _sentences(error, _best(cells)))
    missing = [name for name in model.required if not _says(value, name)]
    return Refused(row, f"The {missing[0]} is missing.") if missing else Accepted(row, value)


def _says(value: ImportedRow, name: str) -> bool:
    return bool(getattr(value, name) or getattr(value, f"{name}_key", None))


def _first_of_its_kind(accepted: Accepted, seen: dict[str, int]) -> Checked:
    identities: list[str] = accepted.value.identities
    for identity in identities:
        if identity in seen:
            what = identity.split()[0].replace("key", "record id").replace("email", "address")
            reason = f"Doubled: line {seen[identity]} has the same {what}."
            return Refused(accepted.row, reason)
    seen.update(dict.fromkeys(identities, accepted.row.line))
    return accepted


def _cells_of_fields(row: Row, columns: Columns) -> dict[str, list[str]]:
    return {
        field: [row.cells[place] for place in places if place < len(row.cells)]
        for field, places in columns.places.items()
    }


def _best(cells: dict[str, list[str]]) -> dict[str, str]:
    """One cell a field: the first that says something; of opt-outs the first that is not a no."""
    chosen = {}
    for field, candidates in cells.items():
        said = [cell for cell in candidates if words(cell) and words(cell) not in PLACEHOLDERS]
        if field in {"no_email", "no_phone"}:
            said.sort(key=lambda cell: words(cell).casefold() in {"false", "no", "0"})
        chosen[field] = said[0] if said else ""
    return chosen


def _unreadable(row: Row) -> str | None:
    if not any(words(cell) for cell in row.cells):
        return "The row is empty."
    text = "".join(row.cells)
    if "\x00" in text:
        return "The row contains a NUL character."
    if any("\ud800" <= sign <= "\udfff" or sign == "\ufffd" for sign in text):
        return "The row contains signs that cannot be decoded."
    longest = max(map(len, row.cells))
    return f"A cell is longer than {CELL_AT_MOST} signs." if longest > CELL_AT_MOST else None


def _computed(cells: dict[str, list[str]]) -> str | None:
    for field, candidates in cells.items():
        for cell in candidates:
            if words(cell) not in PLACEHOLDERS and is_formula(cell):
                return f"The {_label(field)} is a formula ({_short(cell)}), not a value."
    return None


def _misshapen(row: Row, table: Table) -> str | None:
    wanted, found = len(table.header), len(row.cells)
    if found < wanted:
        return f"The row is cut off: {found} of {wanted} cells."
    if any(words(cell) for cell in row.cells[wanted:]):
        return f"The row has {found} cells, the header has {wanted}."
    return None


def _sentences(error: ValidationError, cells: dict[str, str]) -> str:
    found = error.errors(include_url=False)
    return " ".join(_sentence(each, cells) for each in found)


def _sentence(each: Any, cells: dict[str, str]) -> str:
    field = str(each["loc"][0])
    context = each.get("ctx", {})
    if each["type"] == "string_too_long":
        return f"The {_label(field)} is longer than {context['max_length']} signs."
    if each["type"] == "value_error":
        why = str(context["error"])
        why = why if why[:1].islower() else f"cannot be taken: {why[:1].lower()}{why[1:]}"
    elif each["type"] in {"int_from_float", "int_parsing", "int_type"}:
        why = "is not a whole number"
    elif field == "founded":
        why = "is not a year"
    else:
        why = "is out of range"
    return f"The {_label(field)} “{_short(cells.get(field, ''))}” {why.rstrip('.')}."


def _label(field: str) -> str:
    return LABELS.get(field, field)


def _short(cell: str) -> str:
    text = words(cell)
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - enough to find it
