"""What happens up here when somebody takes their data along, or is forgotten."""

from collaboration.chat.erasure import erase_messages
from collaboration.chat.taking_along import MESSAGES, REACTIONS, conversation_of
from customer_space.rights.above import Above

LEAVING = Above(erasers=(erase_messages,), parts=(MESSAGES, REACTIONS), files=(conversation_of,))
