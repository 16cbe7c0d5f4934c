"""What holds for everybody until a policy pack or the customer says otherwise.

Advertising and surveys need a yes (privacy by default, GDPR Art. 25); nobody's telephone rings
and nobody's door bell in the evening or at night.
"""

from customer_space.gate.rules.channels import ADVERTISING, CHANNELS, Channel
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.snapshot import Requirement
from customer_space.gate.rules.statements import Level

REQUIRES = tuple(
    Requirement(message_class, channel)
    for message_class in sorted(ADVERTISING)
    for channel in Channel
    if channel is not Channel.PORTAL
)

NIGHT = {
    "type": "quiet",
    "id": "house:night",
    "channels": [name.value for name, kind in CHANNELS.items() if kind.interruptive],
    "from": "20:00",
    "to": "08:00",
}

VENDOR = (rule_from(NIGHT, Level.VENDOR),)
