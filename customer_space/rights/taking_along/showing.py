"""The values of a copy as a person reads them. Pure."""

from datetime import datetime
from typing import Any


def shown(value: Any) -> str:
    """A value of JSON in words; an instant as a day and a time."""
    match value:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(shown, value))
        case dict():
            return "; ".join(f"{_name(name)}: {shown(each)}" for name, each in value.items())
        case str():
            return _moment(value)
    return str(value)


def rows_of(part: dict[str, Any]) -> list[list[str]]:
    """The cells of a part's rows, in the order of its columns."""
    return [[shown(row[name]) for name in part["columns"]] for row in part["rows"]]


def _name(name: str) -> str:
    return name.replace("_", " ")


def _moment(text: str) -> str:
    if "T" not in text[10:11]:
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at:%Y-%m-%d %H:%M} UTC"
