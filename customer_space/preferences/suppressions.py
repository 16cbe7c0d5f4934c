"""Addresses not to be used, kept as keyed fingerprints that outlive an erasure."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from tortoise.expressions import Q

from customer_space.directory.addresses import canonical_email, canonical_phone
from customer_space.preferences.models import Suppression, SuppressionReason, SuppressionScope
from portal.clock import now
from portal.database import transaction

Keys = Mapping[str, bytes]
"""Secrets by their id, the newest last."""


def keys_of(secret_keys: Iterable[str]) -> dict[str, bytes]:
    """The keys of the settings (newest first), under an id that tells nothing of them."""
    return {
        hashlib.sha256(b"suppression:" + key.encode()).hexdigest()[:16]: key.encode()
        for key in reversed(tuple(secret_keys))
    }


def forms_of(address: str) -> tuple[str, str]:
    """The canonical address and the same without its plus tag: `email:…` or `tel:+…`.

    Raises ValueError with a sentence for what is neither.
    """
    if "@" in address:
        email = canonical_email(address)
        return f"email:{email.value}", f"email:{email.base}"
    phone = f"tel:{canonical_phone(address).value}"
    return phone, phone


def fingerprint(form: str, key: bytes) -> str:
    """HMAC-SHA-256 in hex (RFC 2104)."""
    return hmac.new(key, form.encode(), "sha256").hexdigest()


@transaction
async def suppress(
    address: str,
    reason: SuppressionReason,
    *,
    scope: SuppressionScope = SuppressionScope.ALL,
    topic: str | None = None,
    keys: Keys,
) -> Suppression:
    """Never use this address again (in this scope); only its fingerprint is kept."""
    key_id, key = list(keys.items())[-1]
    form, base = forms_of(address)
    return await Suppression.create(
        hash=fingerprint(form, key),
        base_hash=fingerprint(base, key),
        key_id=key_id,
        scope=scope,
        topic=topic,
        reason=reason,
        since=now(),
    )


async def suppressions_of(addresses: Iterable[str], keys: Keys) -> list[Suppression]:
    """What is suppressed of these addresses, under whichever key it was fingerprinted."""
    prints = prints_of(addresses, keys)
    if not prints:
        return []
    known = Q(hash__in=prints) | Q(base_hash__in=prints)
    return await Suppression.filter(known, lifted_at=None)


def prints_of(addresses: Iterable[str], keys: Keys) -> set[str]:
    """The fingerprints under which these addresses may be suppressed."""
    return {
        fingerprint(form, key)
        for address in addresses
        for form in _forms_or_none(address)
        for key in keys.values()
    }


def _forms_or_none(address: str) -> tuple[str, ...]:
    try:
        return forms_of(address)
    except ValueError:
        return ()
