"""The gate's tests: which case file is judged, and how many worlds are generated."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.customer_space.gate.case_files import cases_of

OWN_CASES = Path(__file__).parent / "cases.json"

_MANY = int(os.environ.get("GATE_EXAMPLES") or (2_000 if os.environ.get("TEST_ALL") else 100))

settings.register_profile(
    "gate",
    max_examples=_MANY,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_addoption(parser):
    parser.addoption("--gate-cases", metavar="FILE", help="the gate's worked cases, as JSON")


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        # Collected as part of a larger run, this file comes too late to add its option.
        named = metafunc.config.getoption("--gate-cases", default=None)
        cases = cases_of(Path(named) if named else OWN_CASES)
        metafunc.parametrize("case", cases, ids=[case.id for case in cases])
