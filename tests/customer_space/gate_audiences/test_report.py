"""The report says what the counts say: also of a bank's campaign that really happened."""

from zoneinfo import ZoneInfo

import pytest

from customer_space.gate.audiences.report import report_of, what_if
from customer_space.gate.bulk.pressure import EVERY, Pressure
from customer_space.gate.rules.statements import Period
from portal.templating import templates
from tests.bench.replay import CALLS, calls

SUMMARY = {
    "rows": 10_000,
    "allowed": 7_912,
    "deferred": 1_204,
    "denied": 874,
    "errors": 10,
    "reasons": {
        "allowed": {"ok": 7_912},
        "deferred": {"person.quiet": 1_200, "person.cap": 4},
        "denied": {"consent.missing": 800, "some.new_code": 74},
        "errors": {"The row is cut off.": 10},
    },
    "median_wait_hours": 72,
    "outlook": {
        "people": 9_990,
        "open_at": {"2027-02-09T09:00+00:00": 8_430, "2027-02-09T08:00+00:00": 7_000},
    },
    "what_if": {"made": 50, "held_back": {"1": 20, "3": 5}, "every": "P30D"},
}


def test_counts_add_up_and_reasons_are_in_words():
    report = report_of(SUMMARY, "Europe/Lisbon")

    assert sum(count for _, count in report.parts) == report.rows
    assert sum(count for _, count in report.reasons) == report.rows - SUMMARY["allowed"]
    assert report.reasons[:2] == [("Their quiet hours", 1_200), ("No yes given", 800)]
    assert ("some: new code", 74) in report.reasons
    assert report.median_wait == "3 days"


def test_the_best_hour_is_told_on_the_readers_clock():
    assert report_of(SUMMARY, "Asia/Tokyo").best == ("Tue 18", 8_430)
    assert report_of(SUMMARY, None).by_hour[0] == ("Tue 08", 7_000)
    assert report_of(SUMMARY, "Asia/Kolkata").by_hour[0] == ("Tue 13:30", 7_000)


def test_many_reasons_are_shown_as_ten_and_the_rest():
    reasons = {f"code{n}": 20 - n for n in range(15)}
    report = report_of(SUMMARY | {"reasons": {"denied": reasons}}, None)

    assert len(report.reasons) == 11
    assert report.reasons[-1][0] == "Other reasons"
    assert sum(count for _, count in report.reasons) == sum(reasons.values())


@pytest.mark.skipif(not CALLS.exists(), reason="shared data not here")
def test_a_limit_of_three_calls_would_have_held_back_36_916_of_the_banks_124_956():
    pressure = Pressure(limits=(3, 60))
    for times in calls().values():
        pressure.add(times, Period.YEAR, ZoneInfo("Europe/Lisbon"))

    found = what_if(pressure.as_json() | {"every": EVERY})

    assert found.sentence(3) == "A limit of 3 would have held back 36,916 of 124,956 contacts."
    chart = templates.from_string(
        '{% from "components/chart.html" import bar_chart %}'
        '{{ bar_chart("limits", "Held back", "By limit.", points, ["Limit", "Calls"]) }}'
    ).render(points=found.points)
    assert "<title>3: 36916</title>" in chart
    assert "style=" not in chart
