"""Who may come in, for routes under one space. A stranger to it finds nothing (404)."""

from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection

from auth.access import signed_in_session
from auth.models import Session
from customer_space.accounts.models import AccountProvider, Member
from customer_space.accounts.rights import Right
from portal.errors import NotAllowed, NotFound
from portal.live import number_of

MemberAccess = Callable[[HTTPConnection], Awaitable[Member]]


def may(right: Right) -> MemberAccess:
    """Members of the space in the path who have this right."""

    async def member_who_may(connection: HTTPConnection) -> Member:
        member = await _member(connection)
        if not member.may(right):
            raise NotAllowed
        return member

    member_who_may.right = right  # type: ignore[attr-defined]
    return member_who_may


async def _member(connection: HTTPConnection) -> Member:
    session = await signed_in_session(connection)
    found = await Member.get_or_none(
        person_id=session.person.id, account__slug=connection.path_params["space"], left_at=None
    ).select_related("account", "person")
    if found is None or not await opens(session, found):
        raise NotFound
    found.seen_number = await number_of(found.account.topic)
    return found


async def opens(session: Session, member: Member) -> bool:
    """Whether this browser's sign-in holds for that seat.

    A customers' provider vouches for people of the accounts that trust it, and for no others
    (safety T29); every other proof holds for all seats of a person.
    """
    return session.provider_id is None or await AccountProvider.exists(
        account_id=member.account_id, provider_id=session.provider_id
    )
