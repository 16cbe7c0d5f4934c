"""Identifiers and secrets: the only source of randomness."""

import hashlib
import os
import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | random & 0x3FFFFFFFFFFFFFFF
    return uuid.UUID(int=value)


def secret() -> str:
    """256 random bits, safe in a URL (43 characters)."""
    return secrets.token_urlsafe(32)


def six_digits() -> str:
    """A code a person types from one screen into another."""
    return f"{secrets.randbelow(1_000_000):06}"


def some_of(most: float, *, at_least: float = 0) -> float:
    """A number between the two, drawn anew: so that many do not come back at once."""
    return at_least + (most - at_least) * secrets.randbelow(1_000_001) / 1_000_000


def fingerprint(token: str) -> str:
    """What is kept of a secret: its SHA-256 in hex (64 characters)."""
    return hashlib.sha256(token.encode()).hexdigest()
