"""What only some people need, added to their worlds: suppressions, and contacts under a limit."""

from collections.abc import Sequence
from typing import NamedTuple

from customer_space.gate.bulk.columns import Columns
from customer_space.gate.bulk.contacts import contacts_of, has_room
from customer_space.gate.bulk.packing import Packed
from customer_space.gate.bulk.question import Question
from customer_space.gate.bulk.stops import stops_of
from customer_space.gate.rules.parties import Touch
from customer_space.preferences.suppressions import Keys


class Complete(NamedTuple):
    """A person's world; `has_room`: no limit can stand in the way, whatever it counts."""

    packed: Packed
    touches: tuple[Touch, ...] = ()
    has_room: bool = True


async def completed(
    people: Sequence[Packed], columns: Columns, question: Question, keys: Keys
) -> list[Complete]:
    """These people with all that their answers depend on."""
    stops = await stops_of(((each.id, each.forms) for each in people if each.forms), keys)
    limits = {each.id: each.limits for each in people if each.limits}
    contacts = await contacts_of(limits, columns, question)
    found = []
    for each in people:
        touches = contacts.get(each.id, ())
        room = all(has_room(rule, touches, question.load, question.at) for rule in each.limits)
        found.append(Complete(each.stopped(stops), touches, room))
    return found
