"""What a single cell can mean: text, number, yes or no, a record's key. Pure."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

FORMULA_STARTS = "=+-@\t\r|%＝＋－＠｜％"
DANGEROUS_STARTS = "=+-@\t\r＝＋－＠"
INVISIBLE = dict.fromkeys(
    place
    for first, last in (
        (0x01, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF),
    )
    for place in range(first, last + 1)
)  # fmt: skip
"""Control and formatting characters: nobody sees them, and some turn text around."""
YES = frozenset({"true", "yes", "y", "1", "1.0", "x", "ja", "oui", "wahr", "vrai"})
NO = frozenset({"", "false", "no", "n", "0", "0.0", "nein", "non", "falsch", "faux"})

_PHONE_SHAPE = re.compile(r"\+[0-9][0-9 ()./\u00a0-]{4,}")
_NUMBER_SHAPE = re.compile(r"-?[0-9]+([.,][0-9]+)*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]+")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet could compute this cell instead of showing it (OWASP: CSV injection).

    Blanks, marks and invisible characters before the sign do not hide it. A telephone number may
    begin with its plus, a number with its minus.
    """
    bare = cell.translate(INVISIBLE)
    if bare[:1] in {"\t", "\r"}:
        return True
    bare = bare.strip()
    if not bare or bare[0] not in DANGEROUS_STARTS:
        return False
    return not (_PHONE_SHAPE.fullmatch(bare) or _NUMBER_SHAPE.fullmatch(bare))


def harmless(cell: str) -> str:
    """The cell as text no spreadsheet computes: with a leading apostrophe where it would."""
    bare = cell.translate(INVISIBLE).lstrip(" \n\v\f\u00a0\u3000\x00")
    return f"'{cell}" if bare and bare[0] in FORMULA_STARTS else cell


def words(cell: str) -> str:
    """Text as it is kept: NFC, one line, single blanks, no invisible or reordering characters."""
    return " ".join(unicodedata.normalize("NFC", cell.translate(INVISIBLE)).split())


def number(cell: str, *, decimal_comma: bool) -> Decimal:
    """A number as people write it: 1100.04, 1.100,04, 1,100.04, 1 100, 2220,5, € 12.

    `decimal_comma` says how the file writes numbers; it decides only what is ambiguous (1,100).
    Raises ValueError with a sentence.
    """
    bare = re.sub(r"[\s'’$€£¥]", "", cell)
    if _SHORTENED.fullmatch(bare):
        raise ValueError("was shortened by a spreadsheet")
    if not _NUMBER_SHAPE.fullmatch(bare):
        raise ValueError("is not a number")
    return _decimal(bare, _decimal_sign(bare, decimal_comma=decimal_comma))


def yes_or_no(cell: str) -> bool:
    """True or False as CRM systems and people write it; never a guess: else ValueError."""
    bare = words(cell).casefold()
    if bare in YES:
        return True
    if bare in NO:
        return False
    raise ValueError("says neither yes nor no")


def record_key(cell: str) -> str:
    """A record's key in another system; refuses what a spreadsheet has rounded (1.23E+11)."""
    key = words(cell)
    if _SHORTENED.fullmatch(key):
        raise ValueError("was shortened by a spreadsheet, the last digits are lost")
    return key.removesuffix(".0") if key.removesuffix(".0").isdecimal() else key


def salesforce_key(cell: str) -> str:
    """A Salesforce id in its 18-character form, which does not depend on upper and lower case.

    The last three characters tell, five bits each, which of the first 15 are upper case. Raises
    ValueError for what is no such id, or where the two parts contradict each other.
    """
    key = words(cell)
    if not re.fullmatch(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", key):
        raise ValueError("is not a Salesforce id of 15 or 18 characters")
    whole = key[:15] + _case_suffix(key[:15])
    if len(key) == len(whole) and key[15:].upper() != whole[15:]:
        raise ValueError("is a Salesforce id whose letters were changed")
    return whole


def _decimal_sign(bare: str, *, decimal_comma: bool) -> str:
    if "," in bare and "." in bare:
        return "," if bare.rindex(",") > bare.rindex(".") else "."
    sign = "," if "," in bare else "."
    if bare.count(sign) > 1:
        return "." if sign == "," else ","
    usual = "," if decimal_comma else "."
    grouped = _THOUSANDS.fullmatch(bare.lstrip("-")) and not bare.lstrip("-").startswith("0")
    return usual if grouped else sign


def _decimal(bare: str, sign: str) -> Decimal:
    other = "." if sign == "," else ","
    whole, _, fraction = bare.lstrip("-").partition(sign)
    if (other in whole and not _THOUSANDS.fullmatch(whole)) or other in fraction:
        raise ValueError("is not a number")
    try:
        value = Decimal(f"{whole.replace(other, '')}.{fraction or '0'}")
    except InvalidOperation as error:
        raise ValueError("is not a number") from error
    return -value if bare.startswith("-") else value


def _case_suffix(key: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    fives = (key[start : start + 5] for start in (0, 5, 10))
    return "".join(
        letters[sum(1 << place for place, sign in enumerate(five) if "A" <= sign <= "Z")]
        for five in fives
    )
