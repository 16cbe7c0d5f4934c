"""Every message type of the space's socket, sent by every role, with and without its right."""

import uuid

import pytest

from collaboration.incoming import MESSAGES
from customer_space.accounts.rights import RIGHTS
from tests.house.expected_access import EXPECTED_MESSAGES
from tests.house.matrix import IN_ACME
from world import SEATS

ROLES = {name: SEATS[name][4] for name in IN_ACME}


def test_every_message_type_is_pinned():
    assert MESSAGES == EXPECTED_MESSAGES


@pytest.mark.parametrize("name", IN_ACME)
async def test_a_role_may_send_what_it_has_the_right_to(sit, name):
    seat = await sit(name)

    await seat.say("seen", number=0)
    await seat.say("typing")
    id_ = await seat.write("hello")
    assert (await seat.next("ack", "refused"))["type"] == "ack", id_


@pytest.mark.parametrize("type_", sorted(MESSAGES))
@pytest.mark.parametrize("name", IN_ACME)
async def test_without_its_right_each_message_is_refused(sit, monkeypatch, name, type_):
    """The rights table is data: with the right taken from the role, the type must be refused."""
    right = MESSAGES[type_]
    seat, witness = await sit(name), await sit("ana" if name != "ana" else "rob")
    monkeypatch.setitem(RIGHTS, ROLES[name], RIGHTS[ROLES[name]] - {right})

    id_ = str(uuid.uuid4())
    await seat.say(type_, id=id_, text="hello", number=0)
    refused = await seat.next("refused", "ack", "hello")
    assert refused["type"] == "refused"
    await witness.hears_nothing("event", "typing", for_s=0.2)
