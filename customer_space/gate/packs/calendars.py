"""Public holidays worked out from the rules that lay them down."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "calendars"


def holidays(calendar: str, years: range) -> frozenset[date]:
    """The free days of these years. FileNotFoundError for a calendar we do not have."""
    rules = _rules(calendar)
    return frozenset(day for year in years for day in _of_year(rules, year))


@cache
def _rules(calendar: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{calendar}.toml").read_text(encoding="utf-8"))


def _of_year(rules: Mapping[str, Any], year: int) -> Iterator[date]:
    for month_day in rules["fixed"]:
        yield date.fromisoformat(f"{year}-{month_day}")
    sunday = easter(year)
    yield from (sunday + timedelta(days=after) for after in rules["easter"])


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the paschal full moon (Knuth, 1.3.2 ex. 14)."""
    golden, century = year % 19 + 1, year // 100 + 1
    dropped, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - dropped - 10
    epact = (11 * golden + 20 + moon - dropped) % 30
    if epact == 24 or (epact == 25 and golden > 11):  # noqa: PLR2004 - two late moons moved back
        epact += 1
    full = 44 - epact if epact <= 23 else 74 - epact  # noqa: PLR2004 - not before 21 March
    days = full + 7 - (sunday + full) % 7
    return date(year, 3, 1) + timedelta(days=days - 1)
