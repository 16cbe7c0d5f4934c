"""What happens up here when somebody takes their data along, or is forgotten."""

from collaboration.chat.erasure import erase_messages
from collaboration.chat.taking_along import FILES, MESSAGES, REACTIONS, conversation_of
from collaboration.notifications.erasure import erase_notifications
from collaboration.reading.erasure import forget_reading
from customer_space.rights.above import Above

LEAVING = Above(
    erasers=(erase_messages, erase_notifications, forget_reading),
    parts=(MESSAGES, REACTIONS, FILES),
    files=(conversation_of,),
)
