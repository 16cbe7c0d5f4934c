"""The checker itself, on small histories made by hand."""

import pytest

from tests.faults.history import Entry, Heard, History, Told, deadline, violations

LOG = [Entry(1, "a"), Entry(2, "b")]


def a_good_run() -> History:
    told = [
        Told(0.0, "ana", "invoke", "a"),
        Told(0.1, "ana", "ok", "a", 1),
        Told(0.2, "rob", "invoke", "b"),
        Told(0.3, "rob", "ok", "b", 2),
    ]
    heard = [Heard(0.2, 1, "a"), Heard(0.4, 2, "b")]
    return History(0, told, {"ana": list(heard), "rob": list(heard)})


def test_a_run_in_which_all_went_well_breaks_nothing():
    assert violations(a_good_run(), LOG) == []


BROKEN = {
    "lost": ([Entry(1, "a")], "b was acknowledged as 2 and is nowhere"),
    "doubled": ([*LOG, Entry(3, "a")], "a is in the log 2 times"),
    "invented": ([*LOG, Entry(3, "c")], "nobody sent c"),
    "a gap": ([Entry(1, "a"), Entry(3, "b")], "the log has 3 where 2 belongs"),
    "another order": ([Entry(1, "b"), Entry(2, "a")], "a was acknowledged as 1 and is 2"),
}


@pytest.mark.parametrize(("log", "sentence"), BROKEN.values(), ids=BROKEN)
def test_each_broken_promise_is_named(log, sentence):
    assert sentence in violations(a_good_run(), log)


def test_a_hole_in_what_rob_heard_is_seen_and_ana_is_not_blamed():
    run = a_good_run()
    del run.heard["rob"][0]
    assert violations(run, LOG) == ["rob heard 1 of 2, in order: True"]


def test_what_was_sent_after_an_answer_may_not_come_before_it():
    run = a_good_run()
    run.told[0] = Told(0.0, "ana", "invoke", "a")
    run.told[1], run.told[3] = Told(0.6, "ana", "ok", "a", 1), Told(0.3, "rob", "ok", "b", 2)
    run.told[0] = Told(0.5, "ana", "invoke", "a")
    assert "a was sent after 2 was acknowledged and comes before it" in violations(run, LOG)


def test_late_news_is_late_only_where_no_fault_excuses_it():
    run = a_good_run()
    run.heard["rob"][1] = Heard(9.0, 2, "b")
    assert violations(run, LOG) == ["rob heard 2 2.7 s too late"]
    run.troubled = [(1.0, 4.0)]
    assert violations(run, LOG) == []


def test_six_quiet_seconds_are_enough():
    assert deadline(0, []) == 6
    assert deadline(0, [(1, 2), (7, 9)]) == 15
    assert deadline(0, [(7, 9)]) == 6
    assert deadline(3, [(1, 2)]) == 9


def test_an_unanswered_message_is_a_broken_promise():
    run = a_good_run()
    run.told.append(Told(0.5, "ana", "invoke", "c"))
    assert violations(run, LOG) == ["c was never answered"]
