"""One recipient of one message: decided, permitted, handed on, each once."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from auth.access import Scope
from auth.models import ApiClient
from customer_space.gate import ledger
from customer_space.gate.actions import Answer, Happened, commit, reserve, simulate
from customer_space.gate.committing import still_stands
from customer_space.gate.letters import call_off
from customer_space.gate.models import Permit, Touch
from customer_space.gate.requests import Asked, Asker
from customer_space.gate.smtp.models import RelayedMail
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import transaction
from portal.ids import fingerprint
from portal.mail import Smtp


@dataclass(frozen=True)
class Envelope:
    """From whom to whom, and which message: what makes sending again the same."""

    program: ApiClient
    sender: str
    recipient: str
    message: str

    @property
    def key(self) -> str:
        said = "\0".join((str(self.program.id), self.message, self.recipient.lower()))
        return hashlib.sha256(said.encode()).hexdigest()


async def program_of(token: str) -> ApiClient | None:
    """The client with this token, if it may ask the gate."""
    found = await ApiClient.get_or_none(token_print=fingerprint(token), revoked_at=None)
    if found is None or Scope.GATE_ASK not in found.scopes:
        return None
    await ApiClient.filter(id=found.id).update(last_used_at=now())
    return found


async def may_still_send(program: ApiClient) -> bool:
    """Whether nobody has revoked it since it signed in."""
    return await ApiClient.exists(id=program.id, revoked_at=None)


async def foresee(asked: Asked, *, by: Asker, keys: Keys) -> Answer:
    """The answer before the message has come: a yes is not written down yet, a no is."""
    answer = await simulate(asked, by=by, keys=keys)
    return answer if answer.allowed else await reserve(asked, by=by, keys=keys)


async def permitted(
    asked: Asked, envelope: Envelope, *, by: Asker, keys: Keys, subject: str
) -> RelayedMail | Answer:
    """The row with which it may be handed on (sent again: the one it has), or the gate's no."""
    try:
        return await _permit(asked, envelope, by=by, keys=keys, subject=subject)
    except IntegrityError:
        return await RelayedMail.get(key=envelope.key)


@transaction
async def _permit(
    asked: Asked, envelope: Envelope, *, by: Asker, keys: Keys, subject: str
) -> RelayedMail | Answer:
    kept = await RelayedMail.get_or_none(key=envelope.key)
    if kept is not None:
        return kept
    happened = Happened(note=subject[:300])
    answer = await commit(asked, by=by, keys=keys, happened=happened)
    if answer.permit is None or answer.touch is None:
        return answer
    await ledger.use(answer.permit, now())
    return await RelayedMail.create(
        key=envelope.key, touch=answer.touch, message_id=envelope.message
    )


async def still_wanted(mail: RelayedMail, keys: Keys) -> bool:
    """Judged again where a message was permitted before, and the hand-off did not come about."""
    permit = await Permit.get(touches__id=mail.touch_id).select_related("decision")
    return await still_stands(permit.decision, keys)


@transaction
async def hand_on(mail_id: UUID, content: bytes, envelope: Envelope, relay: Smtp) -> None:
    """Give it to the mail server behind, unless somebody has; the row is held meanwhile.

    Raises:
        NotRelayed: where that one did not take it.
    """
    mail = await RelayedMail.filter(id=mail_id).select_for_update().get()
    if mail.relayed_at is None:
        await relay.relay(content, sender=envelope.sender, recipient=envelope.recipient)
        await RelayedMail.filter(id=mail_id).update(relayed_at=now())


@transaction
async def give_up(mail: RelayedMail) -> None:
    """It did not go out: the contact is called off, and sending again is asked anew."""
    if await RelayedMail.filter(id=mail.id, relayed_at=None).delete():
        await call_off(await Touch.get(id=mail.touch_id))
