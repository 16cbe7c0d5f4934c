"""What the company keeps to with everybody, beyond what the law and the customer ask.

Nobody's telephone rings and nobody's door bell in the evening or at night.
"""

from datetime import date

from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.reading import rule_from
from customer_space.gate.rules.statements import Level

NIGHT = {
    "type": "quiet",
    "id": "house:night",
    "channels": [name.value for name, kind in CHANNELS.items() if kind.interruptive],
    "from": "20:00",
    "to": "08:00",
}

VENDOR = (rule_from(NIGHT, Level.VENDOR),)

ADULT = 18
"""Years; nobody younger gets advertising."""


def of_age(born: date) -> date:
    """The birthday that ends it; who was born on 29 February has it on 1 March in other years."""
    try:
        return born.replace(year=born.year + ADULT)
    except ValueError:
        return date(born.year + ADULT, 3, 1)
