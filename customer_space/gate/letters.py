"""Mail through the gate: permit, contact and mail in one transaction, then the hand-off."""

from uuid import UUID

from auth.models import Person
from customer_space.gate import ledger
from customer_space.gate.actions import Answer, Happened, commit
from customer_space.gate.committing import still_stands
from customer_space.gate.marks import Post, marked
from customer_space.gate.models import Permit, Touch, TouchOutcome
from customer_space.gate.requests import Asked, Asker
from customer_space.preferences.locks import lock_person
from customer_space.preferences.suppressions import Keys
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import PortalError
from portal.mail import Letter, Mailer, OutgoingMail, hand_off, new_message_id
from portal.outbox import enqueue

SEND = "gate.send"


@transaction
async def write_letter(
    asked: Asked, letter: Letter, *, by: Asker, keys: Keys, post: Post
) -> Answer:
    """Decide; if allowed keep the mail with its permit, and have it sent after the commit.

    In one transaction with the recipient's lock: a withdrawal comes before or after, never between.
    """
    answer = await commit(asked, by=by, keys=keys, happened=Happened(note=letter.subject[:300]))
    if answer.permit is not None:
        letter = marked(letter, answer, keys=keys, post=post)
        mail = await OutgoingMail.create(
            permit_id=answer.permit.id,
            letter={
                "to": letter.to,
                "subject": letter.subject,
                "text": letter.text,
                "html": letter.html,
                "headers": letter.headers,
            },
            message_id=new_message_id(post.domain),
            created_at=now(),
        )
        await enqueue(SEND, {"mail": str(mail.id)})
    return answer


async def send(mail_id: UUID, mailer: Mailer, *, sender: str, keys: Keys) -> None:
    """Hand a kept mail to the server, once; not if the person has said no meanwhile."""
    mail = await OutgoingMail.get_or_none(id=mail_id, sent_at=None)
    if mail is not None and await _still_wanted(mail, keys):
        await _hand_over(mail, mailer, sender=sender)


@transaction
async def _hand_over(mail: OutgoingMail, mailer: Mailer, *, sender: str) -> None:
    """The mail's row is held meanwhile, so that no other worker sends it too."""
    mine = await rows(
        "select id from outgoing_mail where id = $1 and sent_at is null for update skip locked",
        mail.id,
    )
    if mine:
        await hand_off(mail, mailer, sender=sender)


@transaction
async def _still_wanted(mail: OutgoingMail, keys: Keys) -> bool:
    """Judged again under the recipient's lock, right before the hand-off (safety F12, T39)."""
    permit = await Permit.get(id=mail.permit_id).select_related("decision")
    touch = await Touch.get_or_none(permit_id=permit.id)
    await lock_person(permit.person_id)
    if touch is None or await still_stands(permit.decision, keys):
        return True
    await _call_off(mail, touch)
    return False


async def _call_off(mail: OutgoingMail, touch: Touch) -> None:
    """The contact did not happen after all; a line of the ledger says so."""
    gone = "delete from outgoing_mail where id = $1 and sent_at is null returning id"
    if await rows(gone, mail.id):
        await call_off(touch)


async def call_off(touch: Touch) -> None:
    """Write down that a contact did not happen after all. Call it in a transaction."""
    await Touch.create(
        cancels=touch,
        person_id=touch.person_id,
        account_id=touch.account_id,
        channel=touch.channel,
        topic=touch.topic,
        message_class=touch.message_class,
        weight=0,
        sender=touch.sender,
        sender_name=touch.sender_name,
        occurred_at=now(),
        recorded_at=now(),
        outcome=TouchOutcome.CANCELLED,
        compliance=touch.compliance,
        note=touch.note,
    )
    await ledger.tell(touch.person_id, touch.account_id)


async def address_of(person: Person) -> str:
    """Where letters to somebody go: their directory address, else the one they sign in with.

    Raises:
        PortalError: where there is none (409).
    """
    found = await rows(
        "select c.value from contact_point_link l join contact_point c on c.id = l.contact_point_id"
        " where l.person_id = $1 and c.kind = 'email' and l.valid_to is null"
        " order by l.is_primary desc, l.id limit 1",
        person.id,
    )
    address = person.email or (found[0]["value"] if found else None)
    if address is None:
        raise PortalError(f"We have no e-mail address of {person.display_name}.")
    return str(address)
