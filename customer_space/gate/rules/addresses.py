"""Canonical addresses and their keyed fingerprints, which outlive an erasure."""

import hmac
import unicodedata
from collections.abc import Mapping

from customer_space.gate.rules.parties import Suppression


def canonical(address: str) -> str:
    """`email:` or `tel:+` form: trimmed, NFC, lower-cased, the domain in ASCII (IDNA)."""
    text = unicodedata.normalize("NFC", address.strip())
    if "@" not in text:
        return "tel:+" + "".join(sign for sign in text if sign.isdecimal())
    local, _, domain = text.rpartition("@")
    return f"email:{local.lower()}@{_ascii(domain)}"


def without_tag(address: str) -> str:
    """The canonical address without its plus tag: ann+news@ is ann@."""
    plain = canonical(address)
    if not plain.startswith("email:"):
        return plain
    local, _, domain = plain.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def fingerprint(canonical_address: str, key: bytes) -> str:
    """HMAC-SHA-256 in hex."""
    return hmac.new(key, canonical_address.encode(), "sha256").hexdigest()


def suppressed(
    address: str, suppressions: tuple[Suppression, ...], keys: Mapping[str, bytes]
) -> list[Suppression]:
    """Those that name this address or its untagged form, under whichever key they were made."""
    forms = (canonical(address), without_tag(address))
    known = {key: {fingerprint(form, secret) for form in forms} for key, secret in keys.items()}
    return [s for s in suppressions if known.get(s.key, set()) & {s.hash, s.base_hash}]


def _ascii(domain: str) -> str:
    lowered = domain.lower()
    try:
        return lowered.encode("idna").decode("ascii")
    except UnicodeError:
        return lowered
