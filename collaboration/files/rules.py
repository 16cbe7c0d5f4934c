"""How a file is named and shown. Names are words, never places."""

import re
import unicodedata
from urllib.parse import quote

NAMELESS = "file"
LONGEST_NAME = 150  # characters
PREVIEW = (480, 360)  # pixels, at most
LONGEST_ENDING = 12  # characters
_PLACE = re.compile(r"[\\/:]")
_WITHIN_HEADER = re.compile(r"[^A-Za-z0-9 ._()-]")
KILO = 1000


def kept_name(given: str) -> str:
    """The name as it is kept: its last part, without control and turning characters, not long."""
    last = _PLACE.split(unicodedata.normalize("NFC", given))[-1]
    readable = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    name = " ".join(readable.split()).strip(". ") or NAMELESS
    return _shortened(name)


def disposition(name: str, *, download: bool) -> str:
    """The Content-Disposition (RFC 6266): a plain name, and the whole one for newer clients."""
    plain = _WITHIN_HEADER.sub("_", name)
    kind = "attachment" if download else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def size_words(size: int) -> str:
    """So many bytes, as people say it."""
    if size < KILO:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < KILO**2:
        return f"{round(size / KILO)} kB"
    return f"{size / KILO**2:.1f} MB"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[: LONGEST_NAME - 1] + "…"
    return stem[: LONGEST_NAME - len(ending) - 2] + "…." + ending
