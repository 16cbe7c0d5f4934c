"""A Reply-To address for one person and one conversation, and what it means when mail comes."""

from dataclasses import dataclass
from uuid import UUID

from collaboration.chat.actions import Thread
from collaboration.chat.models import ThreadKind
from collaboration.notifications.models import ReplyAddress
from collaboration.notifications.replies.tokens import NAME, mint
from customer_space.accounts.models import Member
from portal.clock import now
from portal.inbound.door import domain_of
from portal.settings import Settings


@dataclass(frozen=True)
class ReplyTo:
    """An address as a letter shows it, and who will read what is sent there."""

    address: str
    own_side: bool


async def reply_to(
    member: Member,
    kind: ThreadKind | None,
    thread_id: UUID | None,
    *,
    own_side: bool,
    of: Settings,
) -> ReplyTo:
    """Where this member's answers to a conversation go, for the next 30 days."""
    known, _ = await ReplyAddress.get_or_create(
        member_id=member.id,
        place=thread_id or member.account_id,
        own_side=own_side,
        defaults={"thread_kind": kind, "made_at": now()},
    )
    token = mint(known.id, now(), of.secret_keys)
    return ReplyTo(f"{NAME}+{token}@{domain_of(of)}", own_side)


def thread_of(address: ReplyAddress) -> Thread | None:
    """The thread that answers belong to; None: the conversation of the space."""
    if address.thread_kind is None:
        return None
    return Thread(ThreadKind(address.thread_kind), address.place)
