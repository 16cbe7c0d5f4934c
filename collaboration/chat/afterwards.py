"""What can be done about a message that was said: its author changes or removes it, anybody
answers without words, and it becomes a commitment in the plan."""

from datetime import timedelta
from uuid import UUID

from collaboration.chat.mentions import remember
from collaboration.chat.models import Mention, Message, Reaction, ReactionKind
from collaboration.chat.rules import plain
from collaboration.files.actions import let_go
from collaboration.files.models import File
from customer_space.accounts.models import Account, Member
from customer_space.feedback.actions import give
from customer_space.feedback.models import Feedback
from customer_space.plans.actions import CommitmentWords, add_commitment
from customer_space.plans.models import Commitment
from customer_space.plans.queries import today_of
from portal.clock import now
from portal.database import rows, transaction
from portal.errors import Conflict, NotAllowed
from portal.live import announce

TOO_LATE = (
    "A message can be changed by its author for 15 minutes; after that others may have built on it."
)
GONE = "This message was removed."
DAYS_FOR_IT = timedelta(days=7)
LONGEST_COMMITMENT = 200  # characters

_EDIT = """
update chat_message set text = $3, edited_at = $4
where id = $1 and author_id = $2 and removed_at is null and at > $5
returning id
"""


@transaction
async def edit(message: Message, text: str, *, by: Member) -> None:
    """Let the author's message say something else (validated text).

    Raises:
        NotAllowed: if it is another's, was removed, or is older than `Message.EDITABLE`.
    """
    at = now()
    if not await rows(_EDIT, message.id, by.id, text, at, at - Message.EDITABLE):
        raise NotAllowed(TOO_LATE)
    await remember(await Message.get(id=message.id))
    await announce(message.topic_in(by.account), "chat.message_edited", message.id)
    await _announce_quotes(message, by.account)


@transaction
async def remove(message: Message, *, by: Member) -> bool:
    """Take the author's words away; that they removed something stays to be seen.

    False: it was done already.

    Raises:
        NotAllowed: if it is another's.
    """
    if message.author_id != by.id:
        raise NotAllowed("Only its author can remove a message.")
    removed = await rows(
        "update chat_message set text = '', removed_at = $2 "
        "where id = $1 and removed_at is null returning id",
        message.id, now(),
    )  # fmt: skip
    if not removed:
        return False
    await Mention.filter(message_id=message.id).delete()
    await Reaction.filter(message_id=message.id).delete()
    await let_go(await File.filter(message_id=message.id))
    await announce(message.topic_in(by.account), "chat.message_removed", message.id)
    await _announce_quotes(message, by.account)
    return True


@transaction
async def react(message: Message, kind: ReactionKind, *, by: Member) -> None:
    """Answer without words; the same once more takes it back.

    Raises:
        Conflict: if the message was removed.
    """
    await _standing(message)
    mine = Reaction.filter(message_id=message.id, member_id=by.id, kind=kind)
    if not await mine.delete():
        await Reaction.create(message=message, member=by, kind=kind)
    await announce(message.topic_in(by.account), "chat.message_reacted", message.id)


@transaction
async def take_up(message: Message, *, by: Member) -> Commitment:
    """Make a commitment of a shared message: its author owes it, within a week, until edited.

    Doing it twice gives the same commitment.

    Raises:
        NotAllowed: if it is a note, whose words the other side would read in the plan.
        Conflict: if it was removed.
    """
    if message.audience:
        raise NotAllowed("A note of your side cannot become a commitment: both sides read those.")
    standing = await _standing(message)
    if standing.commitment_id:
        return await Commitment.get(id=standing.commitment_id)
    due = today_of(by.account) + DAYS_FOR_IT
    words = CommitmentWords(first_words(standing.text), standing.author_id, due)
    made = await add_commitment(words, by=by)
    await Commitment.filter(id=made.id).update(said_in=message.id)
    await Message.filter(id=message.id).update(commitment_id=made.id)
    await announce(message.topic_in(by.account), "chat.message_taken_up", message.id)
    return made


@transaction
async def make_feedback(message: Message, *, by: Member) -> UUID:
    """Make feedback of a shared message: its author said it, and another side answers.

    Doing it twice gives the same feedback; returns its id.

    Raises:
        NotAllowed: if it is a note.  Conflict: if it was removed.
    """
    if message.audience:
        raise NotAllowed("A note of your side cannot become feedback: both sides read that.")
    standing = await _standing(message)
    if standing.feedback_id:
        return UUID(str(standing.feedback_id))
    author = await Member.get(id=standing.author_id).select_related("person")
    words = shortened(standing.text, Feedback.LONGEST)
    made = await give(words, by=by, author=author, said_in=message.id)
    await Message.filter(id=message.id).update(feedback_id=made.id)
    await announce(message.topic_in(by.account), "chat.message_taken_up", message.id)
    return made.id


def first_words(text: str) -> str:
    """The first line with words, as long as a commitment may be."""
    lines = (plain(line) for line in text.splitlines())
    line = next((line for line in lines if line), plain(text)) or "As said in the conversation"
    return shortened(line, LONGEST_COMMITMENT)


def shortened(text: str, longest: int) -> str:
    """The text, or as much of it as there is room for."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


async def _standing(message: Message) -> Message:
    """The message as it is now, held until the transaction ends."""
    held = await Message.filter(id=message.id).select_for_update().get()
    if held.removed_at:
        raise Conflict(GONE)
    return held


async def _announce_quotes(message: Message, account: Account) -> None:
    """The answers quote it: each is drawn again, where it is heard."""
    answers = await Message.filter(reply_to_id=message.id).order_by("audience", "id")
    for answer in sorted(answers, key=lambda one: (one.audience is not None, one.audience or "")):
        await announce(answer.topic_in(account), "chat.quote_changed", answer.id)
