"""Signing in: asking for a link, proving that one has it, making people and API clients."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from auth.access import Scope
from auth.models import MAY_SIGN_IN, ApiClient, Person, SignInLink, ZoneSource
from auth.sessions import start_session
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotFound, TooMany
from portal.ids import fingerprint, secret, six_digits
from portal.notices import notify

PER_ADDRESS_HERE = 3
PER_ADDRESS = 12
PER_ADDRESS_IN = timedelta(hours=1)
CODES_A_DAY = 20
A_DAY = timedelta(days=1)
PER_PLACE = 10
PER_PLACE_IN = timedelta(minutes=15)

DEAD_LINK = "This link has been used or is older than ten minutes. Please ask for a new one."
WRONG_CODE = "That is not the code of the newest mail, or it has expired."


@transaction
async def ask_for_link(email: str, *, browser: str, address: str, next_path: str = "/") -> None:
    """Have a sign-in link mailed; says nothing about whether anybody has this address.

    `browser` is the asking browser's cookie, `address` where it asks from.

    Raises:
        TooMany: after 3 links an hour to one address from one place (12 from anywhere: nobody can
            lock somebody else out from where they are), or 10 in 15 minutes from one place.
    """
    at = now()
    await _keep_to_limits(email, address)
    await SignInLink.filter(email=email, used_at=None).update(expires_at=at)
    link = await SignInLink.create(
        email=email,
        browser_print=fingerprint(browser),
        address=address,
        next_path=next_path,
        asked_at=at,
        expires_at=at + SignInLink.LIVES,
    )
    await notify("auth.sign_in", link.id)


@transaction
async def mint_proofs(link_id: UUID) -> tuple[SignInLink, Person, str, str] | None:
    """The link's person, a fresh token and code for its mail; None if it is not wanted any more.

    Minted when the mail is written, so that no secret waits in the outbox.
    """
    link = await SignInLink.get_or_none(id=link_id, used_at=None)
    if link is None or link.expires_at <= now():
        return None
    person = await Person.get_or_none(email=link.email, state__in=MAY_SIGN_IN)
    if person is None:
        return None
    token, code = secret(), six_digits()
    link.token_print, link.code_print = fingerprint(token), _code_print(link.id, code)
    await link.save(update_fields=["token_print", "code_print"])
    return link, person, token, code


async def link_of(token: str) -> SignInLink:
    """The live link with this token; Invalid if there is none."""
    link = await SignInLink.get_or_none(token_print=fingerprint(token), used_at=None)
    if link is None or link.expires_at <= now():
        raise Invalid({"link": DEAD_LINK})
    return link


def asked_here(link: SignInLink, browser: str | None) -> bool:
    """Whether this browser is the one that asked for the link."""
    return browser is not None and fingerprint(browser) == link.browser_print


_USE = """
update sign_in_link set used_at = $2
where id = $1 and used_at is null and expires_at > $2
returning email, next_path
"""


@transaction
async def use_link(token: str, *, browser: str | None, agent: str) -> tuple[str, str]:
    """Sign in with a link, once, in the browser that asked; returns session token and path."""
    link = await link_of(token)
    if not asked_here(link, browser):
        raise Invalid({"link": DEAD_LINK})
    return await _sign_in_with(link, method="link", agent=agent)


_TRY_CODE = """
update sign_in_link set code_tries = code_tries + 1
where id = $1 and used_at is null and expires_at > $2 and code_tries < $3
returning code_print
"""


@transaction
async def use_code(code: str, *, browser: str, agent: str) -> tuple[str, str] | None:
    """Sign in with the six digits, in the browser that asked; None for a wrong code.

    Each try is counted before it is looked at, so that many at once are no way round the limits:
    five for a mail, twenty a day for an address. The link in the mail works on beyond them.
    """
    link = (
        await SignInLink.filter(browser_print=fingerprint(browser), used_at=None)
        .order_by("-asked_at")
        .first()
    )
    if link is None or await _codes_tried(link.email) >= CODES_A_DAY:
        return None
    tried = await rows(_TRY_CODE, link.id, now(), SignInLink.CODE_TRIES)
    if not tried or tried[0]["code_print"] != _code_print(link.id, code):
        return None
    return await _sign_in_with(link, method="code", agent=agent)


async def _codes_tried(email: str) -> int:
    """How many codes were tried for an address that did not open, in a day."""
    unused = SignInLink.filter(email=email, used_at=None, asked_at__gt=now() - A_DAY)
    return sum(await unused.values_list("code_tries", flat=True))  # type: ignore[arg-type]


@transaction
async def settle_in(person: Person, *, display_name: str, locale: str, zone: str | None) -> None:
    """Change how somebody is called, spoken to, and in which time zone they say they live."""
    moved = zone != (person.tz if person.tz_source is ZoneSource.STATED else None)
    about: dict[str, Any] = {"display_name": display_name, "locale": locale}
    if moved:
        source = ZoneSource.STATED if zone else ZoneSource.UNKNOWN
        about |= {"tz": zone, "tz_source": source, "prefs_version": F("prefs_version") + 1}
    await Person.filter(id=person.id).update(**about)
    await person.refresh_from_db()


@transaction
async def make_client(name: str, scopes: Iterable[Scope]) -> tuple[ApiClient, str]:
    """Make an API client; returns it with its token, which is shown this once.

    Raises:
        Conflict: if a client of that name is there.
    """
    if await ApiClient.exists(name=name):
        raise Conflict(f"There is a client named {name} already.")
    token = f"parley_{secret()}"
    client = await ApiClient.create(
        name=name, token_print=fingerprint(token), scopes=sorted(scopes)
    )
    return client, token


@transaction
async def revoke_client(client_id: UUID) -> None:
    """End an API client; its token stops working at once. Raises NotFound, Conflict."""
    if not await ApiClient.exists(id=client_id):
        raise NotFound
    if not await ApiClient.filter(id=client_id, revoked_at=None).update(revoked_at=now()):
        raise Conflict("This client has been revoked already.")


async def _sign_in_with(link: SignInLink, *, method: str, agent: str) -> tuple[str, str]:
    used = await rows(_USE, link.id, now())
    person = used and await Person.get_or_none(email=used[0]["email"], state__in=MAY_SIGN_IN)
    if not person:
        raise Invalid({"link": DEAD_LINK})
    return await start_session(person, method=method, browser=agent), used[0]["next_path"]


async def _keep_to_limits(email: str, address: str) -> None:
    at = now()
    to_address = SignInLink.filter(email=email, asked_at__gt=at - PER_ADDRESS_IN)
    from_place = SignInLink.filter(address=address, asked_at__gt=at - PER_PLACE_IN)
    if (
        await to_address.filter(address=address).count() >= PER_ADDRESS_HERE
        or await to_address.count() >= PER_ADDRESS
        or await from_place.count() >= PER_PLACE
    ):
        raise TooMany(900, "That was asked too often. Please try again in a quarter of an hour.")


def _code_print(link_id: UUID, code: str) -> str:
    return fingerprint(f"{link_id}:{code}")
