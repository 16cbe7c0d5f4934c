"""Canonical forms of e-mail addresses and telephone numbers. Pure: no database, no network."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3: 256 octets with the angle brackets
REMEMBERED = 4096  # an import asks for each address several times


class LineType(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    TOLLFREE = "tollfree"
    VOIP = "voip"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Email:
    """`value` is what is compared and kept; `base` is `value` without its plus tag."""

    value: str
    base: str


@dataclass(frozen=True)
class Phone:
    """`value` is E.164; `zones` are the IANA zones its prefix can lie in (empty: not known)."""

    value: str
    zones: tuple[str, ...]
    line_type: LineType


@lru_cache(REMEMBERED)
def canonical_email(text: str) -> Email:
    """The address as it is kept: trimmed, NFC, lower case, the domain in IDNA's ASCII.

    Raises ValueError with a sentence. Lower-casing the local part departs from RFC 5321 (2.3.11)
    on purpose: no mail system in use tells `Ana@` from `ana@`, people do not either.
    """
    trimmed = unicodedata.normalize("NFC", text).strip()
    if len(trimmed) > LONGEST_EMAIL:
        raise ValueError("The e-mail address is too long.")
    try:
        found = validate_email(trimmed, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("This is not an e-mail address.") from error
    local = found.local_part.lower()
    domain = (found.ascii_domain or found.domain).lower()
    if len(local) + 1 + len(domain) > LONGEST_EMAIL:
        raise ValueError("The e-mail address is too long.")
    return Email(f"{local}@{domain}", f"{_without_tag(local)}@{domain}")


@lru_cache(REMEMBERED)
def canonical_phone(text: str, region: str | None = None) -> Phone:
    """The number in E.164, the zones its prefix can lie in, and what kind of line it is.

    `region` (ISO 3166-1, two letters) is needed where `text` has no country code. Raises
    ValueError with a sentence. Source of prefixes: libphonenumber.
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        raise ValueError(_why_not_a_phone(error)) from error
    if number.extension:
        raise ValueError("A telephone number with an extension cannot be kept as one.")
    if not phonenumbers.is_possible_number(number):
        raise ValueError("This telephone number cannot exist: too short or too long.")
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(value, _zones(number), _line_type(number))


def _without_tag(local: str) -> str:
    base, _, _ = local.partition("+")
    return base or local


def _why_not_a_phone(error: NumberParseException) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return "The telephone number needs its country code (+49 …)."
    return "This is not a telephone number."


def _zones(number: phonenumbers.PhoneNumber) -> tuple[str, ...]:
    return tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown")


_LINE_TYPES = {
    PhoneNumberType.MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE: LineType.LANDLINE,
    PhoneNumberType.TOLL_FREE: LineType.TOLLFREE,
    PhoneNumberType.VOIP: LineType.VOIP,
}


def _line_type(number: phonenumbers.PhoneNumber) -> LineType:
    return _LINE_TYPES.get(phonenumbers.number_type(number), LineType.UNKNOWN)
