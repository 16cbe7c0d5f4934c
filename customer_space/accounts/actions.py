"""Making accounts, and who sits in their spaces."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from auth.models import Identity, IdentityProvider, Person, PersonState, Session
from customer_space.accounts.models import (
    Account,
    AccountProvider,
    Invitation,
    InvitationState,
    Member,
)
from customer_space.accounts.rights import Right, Role, Side
from customer_space.accounts.rules import name_key, slug_of
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, Invalid, NotAllowed
from portal.ids import fingerprint, secret
from portal.live import announce
from portal.notices import notify
from portal.outbox import enqueue

REMINDERS_AFTER_DAYS = (2, 5)


@transaction
async def create_account(name: str, **facts: Any) -> Account:
    """A new account with its space; `facts` are further columns of Account.

    Raises:
        Conflict: if an account of that name is there.
    """
    key = name_key(name)
    if await Account.exists(name_key=key):
        raise Conflict(f"There is an account named {name} already.")
    return await Account.create(name=name, name_key=key, slug=await _free_slug(name), **facts)


@transaction
async def add_member(account: Account, person: Person, role: Role) -> Member:
    """Give somebody a seat (again, if they had left)."""
    if role.side is Side.COMPANY and not person.is_company:
        raise NotAllowed("Only the company's own people can sit on the company's side.")
    member, made = await Member.get_or_create(
        account_id=account.id, person_id=person.id, defaults={"role": role}
    )
    if not made:
        member.role, member.left_at = role, None
        await member.save(update_fields=["role", "left_at"])
    member.account, member.person = account, person
    await announce(account.topic, "accounts.member_joined", member.id)
    return member


@transaction
async def remove_member(member: Member, *, by: Member) -> None:
    """End a seat; the open sockets of it close. Leads end seats of their side, all their own."""
    if member.id != by.id and not (by.may(Right.SIGN) and member.side is by.side):
        raise NotAllowed("Only a lead of the same side can end somebody else's seat.")
    left = await rows(
        "update member set left_at = $2 where id = $1 and left_at is null returning id",
        member.id,
        now(),
    )
    if not left:
        raise Conflict("This seat has ended already.")
    await announce(by.account.topic, "accounts.member_left", member.id)


@transaction
async def invite(
    account: Account,
    *,
    email: str,
    name: str,
    role: Role,
    by: Member | None,
    mailed: bool = True,
) -> Invitation:
    """Offer a seat to an address. `by` None: an administrator, who invites company people.

    `mailed` False: whoever asks hands the link over, and only the reminders are mailed.

    Raises:
        NotAllowed: across sides.  Invalid: if the address has a seat already.
    """
    if by is not None and (role.side is not by.side or not by.may(Right.INVITE_OWN_SIDE)):
        raise NotAllowed("You can invite to your own side only.")
    person, _ = await Person.get_or_create(
        email=email, defaults={"display_name": name, "is_company": role.side is Side.COMPANY}
    )
    if await Member.exists(account_id=account.id, person_id=person.id, left_at=None):
        raise Invalid({"email": f"{person.display_name} has a seat here already."})
    if role.side is Side.COMPANY and not person.is_company:
        raise Invalid({"email": "This address belongs to a customer's person."})
    if role.side is not Side.COMPANY and person.is_company:
        raise Invalid({"email": "This address belongs to one of the company's people."})
    await _replace_open(account, email)
    invitation = await Invitation.create(
        account_id=account.id, email=email, name=name, role=role, invited_by=by,
        invited_at=now(), expires_at=now() + Invitation.LIVES,
    )  # fmt: skip
    for days in (*([0] if mailed else []), *REMINDERS_AFTER_DAYS):
        at = invitation.invited_at + timedelta(days=days)
        await notify("accounts.invitation", invitation.id, at=at)
    await enqueue("accounts.expire", {"invitation": str(invitation.id)}, at=invitation.expires_at)
    await announce(account.topic, "accounts.invitation_sent", invitation.id)
    return invitation


async def _replace_open(account: Account, email: str) -> None:
    """Withdraw what is open to this address: the new invitation takes its place."""
    await Invitation.filter(
        account_id=account.id, email=email, state=InvitationState.INVITED
    ).update(state=InvitationState.WITHDRAWN, ended_at=now(), token_print=None)


@transaction
async def mint_token(invitation: Invitation) -> str:
    """A fresh token for the invitation's mail; older ones stop working."""
    token = secret()
    await Invitation.filter(id=invitation.id).update(token_print=fingerprint(token))
    return token


_END = """
update invitation set state = $2, ended_at = $3, token_print = null
where id = $1 and state = 'invited' and expires_at > $3
returning id
"""


@transaction
async def withdraw_invitation(invitation: Invitation, *, by: Member) -> None:
    """Take an invitation back; its link stops working at once."""
    if invitation.role.side is not by.side:
        raise NotAllowed("You can withdraw invitations of your own side only.")
    if not await rows(_END, invitation.id, InvitationState.WITHDRAWN, now()):
        raise Conflict("This invitation is not open any more.")
    await announce(by.account.topic, "accounts.invitation_ended", invitation.id)


@transaction
async def refuse_invitation(invitation: Invitation) -> None:
    """Say no to an invitation: no reminder comes any more."""
    if not await rows(_END, invitation.id, InvitationState.WITHDRAWN, now()):
        raise Conflict("This invitation is not open any more.")
    account = await Account.get(id=invitation.account_id)
    await announce(account.topic, "accounts.invitation_ended", invitation.id)


@transaction
async def expire_invitation(invitation_id: UUID) -> None:
    """End an invitation whose time is over; nothing if it has ended otherwise."""
    expired = await rows(
        "update invitation set state = 'expired', ended_at = $2, token_print = null "
        "where id = $1 and state = 'invited' and expires_at <= $2 returning account_id",
        invitation_id,
        now(),
    )
    if expired:
        account = await Account.get(id=expired[0]["account_id"])
        await announce(account.topic, "accounts.invitation_ended", invitation_id)


@transaction
async def accept_invitation(invitation: Invitation, *, session: Session | None = None) -> Member:
    """Take the offered seat; once.

    `session` is what the browser is signed in with: somebody whom only a provider of this
    account knows becomes the person who was invited.
    """
    if not await rows(_END, invitation.id, InvitationState.ACCEPTED, now()):
        raise Conflict("This invitation is not open any more. Please ask for a new one.")
    person = await Person.get(email=invitation.email)
    if person.state is not PersonState.ACTIVE:
        raise NotAllowed("This person's account is closed.")
    account = await Account.get(id=invitation.account_id)
    if session is not None:
        await _adopt_identity(session, person, account)
    member = await add_member(account, person, invitation.role)
    await Invitation.filter(id=invitation.id).update(member_id=member.id)
    return member


async def _adopt_identity(session: Session, invited: Person, account: Account) -> None:
    """Give the invited person the identity of a newcomer whom this account's provider sent."""
    newcomer, provider = session.person, session.provider_id
    inside = invited.is_company or invited.is_admin
    if provider is None or newcomer.id == invited.id or newcomer.email or inside:
        return
    trusted = await AccountProvider.get_or_none(
        account_id=account.id, provider_id=provider
    ).select_related("provider")
    domain = str(invited.email).rpartition("@")[2]
    if trusted is None or (trusted.provider.domains and domain not in trusted.provider.domains):
        return
    if not await Member.exists(person_id=newcomer.id):
        await Identity.filter(person_id=newcomer.id).update(person_id=invited.id)
        await Person.filter(id=newcomer.id).update(state=PersonState.MERGED)


@transaction
async def trust_provider(account: Account, provider: IdentityProvider) -> None:
    """Let a customers' provider sign people in to this account's space."""
    await AccountProvider.get_or_create(account_id=account.id, provider_id=provider.id)


async def _free_slug(name: str) -> str:
    slug = slug_of(name)
    alike = await Account.filter(slug__startswith=slug).values_list("slug", flat=True)
    taken = set(map(str, alike))
    candidates = [slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
