"""The catalogue of bad inputs: every line is tried somewhere, and that somewhere exists."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = tomllib.loads((ROOT / "tests" / "bad_inputs.toml").read_text())
LINES = CATALOGUE["lines"]


def test_no_line_is_missing():
    assert [int(number) for number in LINES] == list(range(1, 113))


@pytest.mark.parametrize("number", LINES)
def test_the_line_is_tried_where_it_says(number):
    line = LINES[number]
    tried = (ROOT / CATALOGUE["files"][line["in"]]).read_text()
    assert line["case"] in tried, line["input"]
