"""Whom a proven identity belongs to. Issuer and subject name a person; an address never does."""

from typing import Any

from auth.emails import canonical
from auth.models import MAY_SIGN_IN, Identity, Person
from auth.openid.errors import ProviderRefused
from auth.openid.visits import Proven
from portal.database import rows, transaction

KEPT_CLAIMS = ("name", "email", "email_verified", "given_name", "family_name", "locale")

NOT_CONFIRMED = "The provider has not confirmed your e-mail address, so we cannot know you by it."
KNOWN_ALREADY = (
    "Your address is known here already. Please sign in by mail once and connect this provider "
    "under Your account; from then on it is enough."
)
OTHERS = "This identity belongs to somebody else here."


@transaction
async def person_of(proven: Proven) -> Person:
    """The person who came back from a provider; a new one if nobody was known by that identity.

    Raises:
        ProviderRefused: where the provider may not speak for that person, or not yet.
    """
    issuer, subject = proven.provider.issuer, proven.subject
    await rows("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"{issuer} {subject}")
    known = await Identity.get_or_none(issuer=issuer, subject=subject).select_related("person")
    if proven.linking is not None:
        return await _linked(proven, known)
    if known is not None:
        return _allowed(proven, known.person)
    return await _newcomer(proven)


async def _linked(proven: Proven, known: Identity | None) -> Person:
    person = _allowed(proven, await Person.get(id=proven.linking))
    if known is not None and known.person.id != person.id:
        raise ProviderRefused(OTHERS)
    if known is None:
        await _keep(proven, person)
    return person


def _allowed(proven: Proven, person: Person) -> Person:
    """Customers' providers speak for customers only: never for the company's people (T29)."""
    inside = person.is_company or person.is_admin
    if inside and not proven.provider.is_company:
        raise ProviderRefused("This provider cannot speak for people of the company.")
    if person.state not in MAY_SIGN_IN:
        raise ProviderRefused("This account is closed.")
    return person


async def _newcomer(proven: Proven) -> Person:
    email = await _company_address(proven) if proven.provider.is_company else None
    person = await Person.create(
        display_name=_name(proven), email=email, is_company=proven.provider.is_company
    )
    await _keep(proven, person)
    return person


async def _company_address(proven: Proven) -> str:
    if proven.claims.get("email_verified") is not True:
        raise ProviderRefused(NOT_CONFIRMED)
    try:
        email = canonical(str(proven.claims.get("email", "")))
    except ValueError:
        raise ProviderRefused(NOT_CONFIRMED) from None
    if await Person.exists(email=email):
        raise ProviderRefused(KNOWN_ALREADY)
    return email


async def _keep(proven: Proven, person: Person) -> None:
    kept: dict[str, Any] = {
        name: proven.claims[name] for name in KEPT_CLAIMS if name in proven.claims
    }
    await Identity.create(
        issuer=proven.provider.issuer, subject=proven.subject, person=person, claims=kept
    )


def _name(proven: Proven) -> str:
    given = proven.claims.get("name")
    words = " ".join(given.split()) if isinstance(given, str) else ""
    plain = "".join(c for c in words if c.isprintable())[:200].strip()
    return plain or f"Somebody from {proven.provider.title}"
