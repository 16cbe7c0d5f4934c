"""What goes of notifying when somebody is erased: all of it, and what others answered for them."""

from collaboration.notifications.models import Attention, HeldReply, ReplyAddress
from customer_space.rights.erasure.recognised import Known


async def erase_notifications(known: Known) -> None:
    """Their choices, their addresses for answers, and what was held for them or came from them."""
    await HeldReply.filter(address__member_id__in=known.members).delete()
    await HeldReply.filter(sender__in=known.addresses).delete()
    await ReplyAddress.filter(member_id__in=known.members).delete()
    await Attention.filter(member_id__in=known.members).delete()
