"""Asking a provider: what it says of itself, its keys, its tokens, its words about somebody."""

import warnings
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import KeySet

from auth.openid.checks import ALGORITHMS
from auth.openid.errors import ProviderRefused
from auth.openid.providers import Provider
from portal.outgoing import Guarded, NoAnswer

SCOPE = "openid email profile"
MALFORMED = (ValueError, KeyError, TypeError, AttributeError)
"""What parsing raises on words that somebody else put together."""


@dataclass(frozen=True)
class Metadata:
    """What a provider's discovery document says, as far as it is used (Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    names_issuer: bool
    """It promises to name itself in its answers (RFC 9207)."""


def conversation(provider: Provider, *, redirect_uri: str, loopback: bool) -> AsyncOAuth2Client:
    """A client for one conversation with a provider, over the guarded transport."""
    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        transport=Guarded(loopback=loopback),
        trust_env=False,
    )


async def discover(client: AsyncOAuth2Client, issuer: str) -> Metadata:
    """The provider's own words about itself, which must name it exactly as we do."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    said = await _asked(client, address)
    if said.get("issuer") != issuer:
        raise ProviderRefused("The provider calls itself by another name than we know it by.")
    try:
        return Metadata(
            issuer=issuer,
            authorization_endpoint=str(said["authorization_endpoint"]),
            token_endpoint=str(said["token_endpoint"]),
            jwks_uri=str(said["jwks_uri"]),
            userinfo_endpoint=said.get("userinfo_endpoint"),
            names_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        )
    except KeyError as error:
        raise ProviderRefused("The provider does not say where to sign in.") from error


async def fetch_tokens(
    client: AsyncOAuth2Client, metadata: Metadata, *, code: str, verifier: str
) -> dict[str, Any]:
    """The tokens for a code."""
    try:
        tokens: dict[str, Any] = await client.fetch_token(
            metadata.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
        )
    except (NoAnswer, OAuthError, *MALFORMED) as error:
        raise ProviderRefused("The provider did not take its own answer back.") from error
    return tokens


async def signed_claims(
    client: AsyncOAuth2Client, metadata: Metadata, tokens: dict[str, Any]
) -> dict[str, Any]:
    """What the id token says, if one of the provider's keys signed it."""
    token = tokens.get("id_token")
    if not isinstance(token, str) or not token:
        raise ProviderRefused("The provider gave no proof of who you are.")
    published = await _asked(client, metadata.jwks_uri)
    try:
        return _verified(token, published)
    except (JoseError, *MALFORMED) as error:
        raise ProviderRefused("The proof is not signed by the provider.") from error


def _verified(token: str, published: dict[str, Any]) -> dict[str, Any]:
    algorithm = jws.extract_compact(token.encode()).headers()["alg"]
    if algorithm not in ALGORITHMS:
        raise ProviderRefused("The proof is signed in a way we do not trust.")
    with warnings.catch_warnings():
        # RFC 9864 has a new name for EdDSA; providers still use the old one.
        warnings.simplefilter("ignore", SecurityWarning)
        keys = KeySet.import_key_set(published)  # type: ignore[arg-type]
        return dict(jwt.decode(token, keys, algorithms=[algorithm]).claims)


async def fetch_userinfo(
    client: AsyncOAuth2Client, metadata: Metadata, tokens: dict[str, Any]
) -> dict[str, Any]:
    """What the provider says about the person; nothing where it has no such page."""
    if not metadata.userinfo_endpoint:
        return {}
    bearer = {"Authorization": f"Bearer {tokens.get('access_token')}"}
    return await _asked(client, metadata.userinfo_endpoint, headers=bearer)


async def _asked(client: AsyncOAuth2Client, address: str, **options: Any) -> dict[str, Any]:
    try:
        answer = await client.request("GET", address, withhold_token=True, **options)
        said = answer.json() if answer.status_code == HTTPStatus.OK else None
    except (NoAnswer, ValueError) as error:
        raise ProviderRefused("We could not reach the provider. Please try again.") from error
    if not isinstance(said, dict):
        raise ProviderRefused("We could not understand the provider. Please try again.")
    return said
