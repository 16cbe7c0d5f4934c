"""The worked cases: each world, each request, the expected answer."""

from customer_space.gate.rules.channels import channel
from customer_space.gate.rules.decide import decide
from customer_space.gate.rules.reading import instant


def test_the_gate_answers_the_worked_case(case):
    answer = decide(case.snapshot, case.request, now=case.request.at)
    judged = {"outcome": answer.outcome.value}
    expected = {"outcome": case.expect["outcome"]}
    if "first" in case.expect:
        judged["first"], expected["first"] = answer.headline.code, case.expect["first"]
    if "next" in case.expect:
        judged["next"], expected["next"] = answer.next_at, instant(case.expect["next"])
    if "alt" in case.expect:
        judged["alt"] = next((a.channel for a in answer.alternatives), None)
        expected["alt"] = channel(case.expect["alt"])
    assert judged == expected, f"{case.title}: {answer.as_json()}"
