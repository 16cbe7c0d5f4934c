"""What is left of somebody's words in the conversations when they are erased: that they spoke."""

import re

from collaboration.chat.models import Mention, Message, Reaction
from collaboration.files.actions import let_go
from collaboration.files.models import File
from customer_space.accounts.models import Account
from customer_space.rights.erasure.recognised import Known
from customer_space.rights.erasure.traces import ERASED
from portal.clock import now
from portal.live import announce

DRAWN_AGAIN = 50
"""Those who look at a conversation see its last messages go; the rest goes with their next look."""


async def erase_messages(known: Known) -> None:
    """Their messages lose their words, their reactions go, and nobody names them any more."""
    theirs = Message.filter(author_id__in=known.members)
    last = await theirs.filter(removed_at=None).order_by("-at").limit(DRAWN_AGAIN)
    await theirs.update(text="")
    await theirs.filter(removed_at=None).update(removed_at=now())
    await let_go(await File.filter(member_id__in=known.members))
    await Mention.filter(message__author_id__in=known.members).delete()
    await Reaction.filter(member_id__in=known.members).delete()
    await Reaction.filter(message__author_id__in=known.members).delete()
    await _forget_mentions(known)
    for message in sorted(last, key=lambda one: (one.account_id, one.audience or "")):
        topic = message.topic_in(Account.construct(id=message.account_id))
        await announce(topic, "chat.message_removed", message.id)


async def _forget_mentions(known: Known) -> None:
    """Also under a name they had before."""
    for mention in await Mention.filter(member_id__in=known.members).select_related("message"):
        message = mention.message
        named = rf"(?<!\w)@{re.escape(mention.words)}(?!\w)"
        message.text = re.sub(named, f"@{ERASED}", message.text)
        await message.save(update_fields=["text"])
    await Mention.filter(member_id__in=known.members).delete()
