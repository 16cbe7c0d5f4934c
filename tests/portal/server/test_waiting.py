"""What a connection waits with."""

import asyncio

import pytest

from portal.server.waiting import Gate, Mailbox


async def test_letters_are_read_in_order_whether_they_were_waited_for_or_not():
    mailbox: Mailbox[int] = Mailbox()
    waiting = asyncio.create_task(mailbox.get())
    await asyncio.sleep(0)
    for letter in range(3):
        mailbox.put_nowait(letter)
    assert [await waiting, await mailbox.get(), await mailbox.get()] == [0, 1, 2]
    assert mailbox.empty()


async def test_who_gives_up_waiting_loses_no_letter():
    mailbox: Mailbox[str] = Mailbox()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(mailbox.get(), 0.01)
    impatient = asyncio.create_task(mailbox.get())
    await asyncio.sleep(0)
    mailbox.put_nowait("late")
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert await mailbox.get() == "late"


async def test_all_pass_the_gate_once_it_is_open():
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0.01)
    assert not any(task.done() for task in waiting)
    gate.clear()
    gate.set()
    await asyncio.gather(*waiting)
    await gate.wait()
