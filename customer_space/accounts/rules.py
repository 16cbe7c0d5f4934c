"""How accounts are named: what makes two names the same, and what stands in an address."""

import re
import unicodedata

LONGEST_SLUG = 50


def name_key(name: str) -> str:
    """What two spellings of one name share: NFKC, casefolded, blanks collapsed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def slug_of(name: str) -> str:
    """The name as it can stand in an address: ASCII letters, digits and dashes, never empty."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    return slug[:LONGEST_SLUG].strip("-") or "space"
