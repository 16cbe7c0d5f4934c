"""Secrets the portal must be able to read again, sealed with the keys of the settings.

The newest key seals, every key opens, so keys can be changed one after the other. Each purpose
has keys of its own (HKDF, RFC 5869): what was sealed for one cannot be opened for another.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotOpen(ValueError):
    """Sealed with a key that is not among the settings any more, or tampered with."""


class Seal:
    """Seals and opens texts for one purpose. `keys` as in PARLEY_SECRET_KEYS, newest first."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        self._keys = MultiFernet([Fernet(_derived(key, purpose)) for key in keys])

    def seal(self, text: str) -> str:
        """The text, unreadable without the keys."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed; raises CannotOpen."""
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise CannotOpen("This was not sealed with any of PARLEY_SECRET_KEYS.") from error


def _derived(key: str, purpose: str) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=f"parley:{purpose}".encode())
    return base64.urlsafe_b64encode(derived.derive(key.encode()))
