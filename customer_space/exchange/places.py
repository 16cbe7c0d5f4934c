"""Countries and time zones as CRM systems write them."""

import re
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
OTHER_NAMES = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "korea": "KR",
    "holland": "NL",
}


def country_of(text: str) -> str | None:
    """The ISO 3166-1 code of a country named in one of several languages; None: not known."""
    return _countries().get(text.strip().casefold())


def zone_of(text: str) -> str | None:
    """The IANA zone in Europe/Berlin, europe_slash_berlin or (GMT+01:00) … (Europe/Berlin)."""
    inside = re.search(r"\(([A-Za-z_]+/[A-Za-z_/+-]+)\)\s*$", text)
    bare = (inside[1] if inside else text).strip().casefold()
    return _zones().get(bare.replace("_slash_", "/").replace(" ", "_"))


@cache
def _countries() -> dict[str, str]:
    names = dict(OTHER_NAMES)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "ZZ"}:  # noqa: PLR2004 - ISO 3166-1 alpha-2
                names.setdefault(name.casefold(), code)
                names.setdefault(code.casefold(), code)
    return names | {"uk": "GB"}


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}
