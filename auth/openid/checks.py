"""What must hold before a provider's answer is believed. Pure: values in, or a refusal.

OpenID Connect Core 1.0 (3.1.3.7), RFC 9207 (the issuer in the answer), RFC 9700 (best practice).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from auth.openid.errors import ProviderRefused

ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA", "Ed25519")
LEEWAY_S = 30
OLDEST_S = 600
"""An id token is made while the person waits: one older than this was kept for another time."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Expected:
    """What this portal asked for, and of whom."""

    issuer: str
    client_id: str
    nonce: str


def code_of(answer: QueryParams, *, issuer: str, names_issuer: bool) -> str:
    """The code in a provider's redirect, if it comes from the provider that was asked."""
    for name in ("code", "iss", "state", "error"):
        if len(answer.getlist(name)) > 1:
            raise ProviderRefused("The answer says two things at once.")
    named = answer.get("iss")
    if named is None and names_issuer:
        raise ProviderRefused("The answer does not say who gave it, as it should.")
    if named is not None and named != issuer:
        raise ProviderRefused("The answer comes from another provider than was asked.")
    if answer.get("error"):
        raise ProviderRefused("The sign-in was not completed there.")
    code = answer.get("code")
    if not code:
        raise ProviderRefused("The answer holds no proof.")
    return code


def check_id_token(claims: Mapping[str, Any], expected: Expected, *, now: datetime) -> str:
    """The subject of an id token whose signature holds, if it is meant for this sign-in."""
    if claims.get("iss") != expected.issuer:
        raise ProviderRefused("The proof names another provider than was asked.")
    _check_audience(claims, expected.client_id)
    _check_times(claims, now.timestamp())
    if not claims.get("nonce") or claims["nonce"] != expected.nonce:
        raise ProviderRefused("The proof belongs to another sign-in.")
    return subject_of(claims)


def subject_of(claims: Mapping[str, Any]) -> str:
    """Whom the provider means: its name for them, never an address."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise ProviderRefused("The proof does not say who you are.")
    return subject


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience, party = claims.get("aud"), claims.get("azp")
    meant = audience if isinstance(audience, list) else [audience]
    if client_id not in meant:
        raise ProviderRefused("The proof is meant for somebody else.")
    if (len(meant) > 1 or party is not None) and party != client_id:
        raise ProviderRefused("The proof was given to somebody else.")


def _check_times(claims: Mapping[str, Any], at: float) -> None:
    issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
    begins = _moment(claims, "nbf") if "nbf" in claims else issued
    if expires <= at - LEEWAY_S or expires <= issued:
        raise ProviderRefused("The proof has expired. Please try again.")
    if issued > at + LEEWAY_S or begins > at + LEEWAY_S:
        raise ProviderRefused("The proof comes from the future: a clock there is wrong.")
    if issued < at - OLDEST_S:
        raise ProviderRefused("The proof is too old. Please try again.")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProviderRefused("The proof does not say how long it holds.")
    return float(value)
