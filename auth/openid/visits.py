"""One visit to a provider: begun by a browser, which comes back with the answer, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from starlette.datastructures import QueryParams

from auth.models import Person, ProviderVisit
from auth.openid.asking import (
    conversation,
    discover,
    fetch_tokens,
    fetch_userinfo,
    signed_claims,
)
from auth.openid.checks import Expected, check_id_token, code_of, subject_of
from auth.openid.errors import ProviderRefused
from auth.openid.providers import Provider
from portal.clock import now
from portal.database import rows
from portal.errors import TooMany
from portal.ids import fingerprint, secret
from portal.sealing import Seal
from portal.settings import Settings

PURPOSE = "provider-visit"
PER_PLACE = 60
PER_PLACE_IN = timedelta(minutes=15)
KEPT = timedelta(days=1)
"""Longer than any answer can hold: a used visit stays known until nothing of it could pass."""


@dataclass(frozen=True)
class Proven:
    """Who a provider says it is, after every check."""

    provider: Provider
    subject: str
    claims: Mapping[str, Any]
    next_path: str
    linking: UUID | None
    """The person who asked, while signed in, for this identity to become theirs."""


@dataclass(frozen=True)
class Asker:
    """The browser that goes to the provider."""

    browser: str
    address: str
    next_path: str = "/"
    linking: Person | None = None


async def begin(settings: Settings, provider: Provider, asker: Asker, *, redirect_uri: str) -> str:
    """Where to send the browser; raises ProviderRefused, TooMany."""
    await _keep_to_limits(asker.address)
    state, nonce, verifier = secret(), secret(), secret()
    async with conversation(
        provider, redirect_uri=redirect_uri, loopback=not settings.secure
    ) as client:
        metadata = await discover(client, provider.issuer)
        address, _ = client.create_authorization_url(
            metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
        )
    seal = Seal(settings.secret_keys, PURPOSE)
    await ProviderVisit.create(
        state_print=fingerprint(state),
        browser_print=fingerprint(asker.browser),
        provider=provider.name,
        nonce_sealed=seal.seal(nonce),
        verifier_sealed=seal.seal(verifier),
        address=asker.address,
        next_path=asker.next_path,
        linking=asker.linking,
        begun_at=now(),
        expires_at=now() + ProviderVisit.LIVES,
    )
    return str(address)


async def finish(
    settings: Settings,
    provider: Provider,
    answer: QueryParams,
    *,
    browser: str | None,
    redirect_uri: str,
) -> Proven:
    """Who came back; raises ProviderRefused unless everything holds. Each visit ends once."""
    visit = await _end(provider, answer.getlist("state"), browser)
    seal = Seal(settings.secret_keys, PURPOSE)
    async with conversation(
        provider, redirect_uri=redirect_uri, loopback=not settings.secure
    ) as client:
        metadata = await discover(client, provider.issuer)
        code = code_of(answer, issuer=provider.issuer, names_issuer=metadata.names_issuer)
        verifier = seal.open(visit["verifier_sealed"])
        tokens = await fetch_tokens(client, metadata, code=code, verifier=verifier)
        claims = await signed_claims(client, metadata, tokens)
        expected = Expected(provider.issuer, provider.client_id, seal.open(visit["nonce_sealed"]))
        subject = check_id_token(claims, expected, now=now())
        about = await fetch_userinfo(client, metadata, tokens)
    if about and subject_of(about) != subject:
        raise ProviderRefused("The provider speaks of two different people.")
    return Proven(provider, subject, {**claims, **about}, visit["next_path"], visit["linking_id"])


_END = """
update provider_visit set used_at = $4
where state_print = $1 and browser_print = $2 and provider = $3
  and used_at is null and expires_at > $4
returning nonce_sealed, verifier_sealed, next_path, linking_id
"""


async def _end(provider: Provider, states: list[str], browser: str | None) -> dict[str, Any]:
    """The visit this browser began with this state; ended by being asked for."""
    if len(states) == 1 and browser:
        ended = await rows(_END, fingerprint(states[0]), fingerprint(browser), provider.name, now())
        if ended:
            return ended[0]
    raise ProviderRefused("This browser did not ask for that, or too long ago. Please try again.")


async def _keep_to_limits(address: str) -> None:
    at = now()
    await ProviderVisit.filter(begun_at__lt=at - KEPT).delete()
    from_place = ProviderVisit.filter(address=address, begun_at__gt=at - PER_PLACE_IN)
    if await from_place.count() >= PER_PLACE:
        raise TooMany(900, "That was asked too often. Please try again in a quarter of an hour.")
