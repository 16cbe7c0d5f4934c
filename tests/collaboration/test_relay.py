"""The relay: from the log to the listeners, whatever goes wrong on the way."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from collaboration.chat import actions
from collaboration.frames import HTML, JSON
from collaboration.relay import prune, start_of, together
from collaboration.rendering import KEPT, Event, Rendering
from portal.clock import shifted
from portal.database import rows
from portal.live import KEPT_DAYS, Together, announce, number_of

SUBJECT = uuid.uuid4()


class Renders:
    """A renderer that counts."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self, subject: uuid.UUID) -> Markup | None:
        self.times += 1
        return Markup("<p>{}</p>").format(self.times)


async def fails(subject: uuid.UUID) -> Markup | None:
    raise ValueError(subject)


async def is_out(subject: uuid.UUID) -> Markup | None:
    raise ConnectionRefusedError


async def test_an_event_is_rendered_once_for_everybody_and_for_who_comes_back():
    renders = Renders()
    rendering = Rendering({"a.done": renders}, {})
    for _ in range(3):
        frames = await rendering.frames("t", [Event(1, "a.done", SUBJECT)], [HTML], numbered=True)
    assert renders.times == 1
    assert frames[HTML][0].text == (
        '{"type": "event", "kind": "a.done", "number": 1, "content": "<p>1</p>"}'
    )
    assert frames[HTML][0].wire.endswith(frames[HTML][0].text.encode())


async def test_what_was_rendered_is_forgotten_when_something_newer_happens_to_its_subject():
    renders = Renders()
    rendering = Rendering({"a.done": renders}, {})
    await rendering.frames("t", [Event(1, "a.done", SUBJECT)], [HTML], numbered=True)
    rendering.forget(Event(2, "a.removed", SUBJECT))
    await rendering.frames("t", [Event(1, "a.done", SUBJECT)], [HTML], numbered=True)
    assert renders.times == 2


async def test_what_is_kept_is_bounded():
    rendering = Rendering({"a.done": Renders()}, {})
    for number in range(KEPT + 50):
        happened = Event(number, "a.done", uuid.uuid4())
        await rendering.frames("t", [happened], [HTML], numbered=True)
    assert len(rendering._kept) == KEPT
    assert len(rendering._of_subject) == KEPT


async def test_an_event_that_cannot_be_drawn_still_counts():
    rendering = Rendering({"a.done": fails}, {})
    happened = Event(7, "a.done", SUBJECT)
    frames = await rendering.frames("t", [happened], [HTML, JSON], numbered=True)
    assert '"number": 7, "content": ""' in frames[HTML][0].text
    assert f'"number": 7, "subject": {{"id": "{SUBJECT}"}}' in frames[JSON][0].text


async def test_what_is_rendered_together_is_asked_for_once_and_each_alone_if_that_fails():
    asked: list[int] = []

    async def many(subjects: Sequence[uuid.UUID]) -> dict[uuid.UUID, Markup]:
        asked.append(len(subjects))
        if broken in subjects:
            raise ValueError(subjects)
        return {one: Markup("<p>{}</p>").format(one) for one in subjects}

    rendering, broken = Rendering({"a.done": Together(many)}, {}), uuid.uuid4()
    run = [Event(number, "a.done", uuid.uuid4()) for number in range(1, 4)]
    frames = await rendering.frames("t", run, [HTML], numbered=True)
    assert asked == [3]
    assert all(str(one.subject) in frame.text for one, frame in zip(run, frames[HTML], strict=True))

    run = [Event(4, "a.done", broken), Event(5, "a.done", uuid.uuid4())]
    frames = await rendering.frames("t", run, [HTML], numbered=True)
    assert asked == [3, 2, 1, 1]
    assert '"content": ""' in frames[HTML][0].text
    assert str(run[1].subject) in frames[HTML][1].text


async def test_while_the_database_is_out_nothing_is_passed_over():
    rendering = Rendering({"a.done": is_out}, {})
    try:
        await rendering.frames("t", [Event(1, "a.done", SUBJECT)], [HTML], numbered=True)
    except ConnectionRefusedError:
        return
    raise AssertionError


async def test_news_that_woke_nobody_come_within_the_second(sit, world):
    rob = await sit("rob")
    number = rob.greeting["number"] + 1
    await rows("update topic set number = $2 where name = $1", world.acme.topic, number)
    await rows(
        "insert into event (topic, number, kind, subject, at) "
        "values ($1, $2, 'plans.tried', $3, now())", world.acme.topic, number, SUBJECT,
    )  # fmt: skip
    event = await rob.next("event")
    assert (event["number"], event["kind"]) == (number, "plans.tried")


async def test_what_only_one_side_may_see_the_other_side_does_not_hear(sit, world):
    rob, ana = await sit("rob"), await sit("ana")
    await announce(world.acme.topic_of_side(world.rob.side), "gate.asked", SUBJECT)
    event = await rob.next("event")
    assert event["kind"] == "gate.asked"
    assert "number" not in event
    await ana.hears_nothing("event")
    await announce(world.acme.topic, "plans.tried", SUBJECT)
    assert (await rob.next("event"))["number"] == rob.greeting["number"] + 1


async def test_what_is_for_ana_alone_reaches_her_windows_only(sit, world):
    here, there, carl = await sit("ana"), await sit("ana"), await sit("carl")
    await announce(f"member:{world.ana.id}", "notices.came", SUBJECT)
    assert (await here.next("event"))["kind"] == "notices.came"
    assert (await there.next("event"))["kind"] == "notices.came"
    await carl.hears_nothing("event")


async def test_acme_is_not_heard_at_globex(sit, port, world):
    ana = await sit("ana")
    await actions.post("secret of Globex", id=uuid.uuid4(), by=world.eve)
    await ana.hears_nothing("event")


async def test_events_are_kept_for_fourteen_days_and_then_a_late_comer_reloads(sit, world):
    topic = world.acme.topic
    start = await number_of(topic)
    with shifted(-timedelta(days=KEPT_DAYS, hours=1)):
        await actions.post("long ago", id=uuid.uuid4(), by=world.rob)
    await actions.post("today", id=uuid.uuid4(), by=world.rob)
    await rows("delete from event where topic = $1 and number <= $2", topic, start)

    assert await start_of(topic, start) == (start, False)
    await prune()
    assert await start_of(topic, start) == (start + 2, True)
    assert await start_of(topic, start + 1) == (start + 1, False)

    late = await sit("ana", since=start)
    assert late.greeting["number"] == start + 2
    await late.next("reload")


async def test_lea_who_does_not_read_is_let_go_and_rob_hears_everything(sit, live, world):
    lea = await sit("lea", max_queue=1, close_timeout=0.5)
    rob = await sit("rob", since=lea.greeting["number"])
    lea.connection.transport.pause_reading()
    [stuck] = [one for one in live.hub.everybody() if one.member.id == world.lea.id]

    hearing = asyncio.create_task(rob.events(150))
    for _ in range(150):
        await actions.post("€" * 8000, id=uuid.uuid4(), by=world.ana)

    numbers = [event["number"] for event in await hearing]
    assert numbers == list(range(numbers[0], numbers[0] + 150))
    assert stuck.ended.code == 1013
    assert stuck not in live.hub.everybody()


def test_what_goes_out_together_ends_where_somebody_may_lose_the_right_to_hear_more():
    kinds = ["chat.a", "chat.b", "accounts.member_left", "chat.c", "chat.d"]
    events = [Event(n, kind, SUBJECT) for n, kind in enumerate(kinds, start=1)]
    events.append(Event(9, "chat.after_a_gap", SUBJECT))
    runs = [[event.number for event in run] for run in together(events)]
    assert runs == [[1, 2, 3], [4, 5], [9]]
