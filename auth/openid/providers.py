"""Which OpenID providers there are: the company's, from the settings; the customers', kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field

from auth.models import IdentityProvider, Person
from portal.database import transaction
from portal.errors import Conflict, NotFound
from portal.sealing import Seal
from portal.settings import Settings

PURPOSE = "identity-provider"


@dataclass(frozen=True)
class Provider:
    """An OpenID provider, and how this portal is known there."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    id: UUID | None = None
    """None: the company's own, from the settings."""

    @property
    def is_company(self) -> bool:
        return self.id is None


def company_providers(settings: Settings) -> list[Provider]:
    """The company's own providers."""
    return [
        Provider(each.name, each.name.title(), each.issuer, each.client_id, each.client_secret)
        for each in settings.providers
    ]


async def provider_named(settings: Settings, name: str) -> Provider:
    """The provider of that name; NotFound if there is none."""
    for provider in company_providers(settings):
        if provider.name == name:
            return provider
    kept = await IdentityProvider.get_or_none(name=name)
    if kept is None:
        raise NotFound
    opened = Seal(settings.secret_keys, PURPOSE).open(kept.client_secret_sealed)
    return Provider(kept.name, kept.title, kept.issuer, kept.client_id, opened, kept.id)


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("Please give the issuer's address, as https://login.company.com")
    return text


Issuer = Annotated[str, AfterValidator(_issuer), Field(max_length=500)]
"""A form's field with an issuer, kept to the letter: it is compared exactly."""


@transaction
async def bring_provider(
    settings: Settings,
    *,
    name: str,
    title: str,
    issuer: str,
    client_id: str,
    client_secret: str,
    domains: Sequence[str],
) -> IdentityProvider:
    """Keep a provider that customers bring, its secret sealed.

    `domains` are those whose addresses it may be trusted to know; empty: all.

    Raises:
        Conflict: where the name or the issuer is taken, also by one of the company's own.
    """
    own = company_providers(settings)
    taken = any(each.name == name or each.issuer == issuer for each in own)
    if taken or await IdentityProvider.exists(name=name):
        raise Conflict("There is a provider of that name or issuer already.")
    if await IdentityProvider.exists(issuer=issuer):
        raise Conflict("There is a provider of that name or issuer already.")
    return await IdentityProvider.create(
        name=name,
        title=title,
        issuer=issuer,
        client_id=client_id,
        client_secret_sealed=Seal(settings.secret_keys, PURPOSE).seal(client_secret),
        domains=sorted({domain.lower().lstrip("@") for domain in domains}),
    )


async def providers_for(settings: Settings, person: Person) -> list[Provider]:
    """The providers somebody may connect: the company's for its people, else by mail domain."""
    if person.is_company or person.is_admin:
        return company_providers(settings)
    domain = str(person.email or "").rpartition("@")[2]
    kept = await IdentityProvider.filter(domains__contains=[domain]) if domain else []
    return [await provider_named(settings, each.name) for each in kept]
