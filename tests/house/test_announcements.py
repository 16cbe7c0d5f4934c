"""Everything announced can be drawn, and everything that can be drawn is announced."""

import ast
import re
from pathlib import Path

from asgi import DESCRIBERS, RENDERERS

KIND = re.compile(r"^[a-z]+\.[a-z]+(_[a-z]+)+$")
QUOTED = re.compile(r"'([a-z]+\.[a-z]+(?:_[a-z]+)+)'")


def announced() -> set[str]:
    """The kinds in calls of `announce` and in statements that write events themselves."""
    kinds = set()
    for floor in ("auth", "customer_space", "collaboration"):
        for file in Path(floor).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and "announce" in ast.unparse(node.func):
                    kinds |= kinds_in(node)
                if isinstance(node, ast.Constant) and "insert into event" in str(node.value):
                    kinds |= set(QUOTED.findall(node.value))
    return kinds


def kinds_in(call: ast.Call) -> set[str]:
    strings = {n.value for n in ast.walk(call) if isinstance(n, ast.Constant)}
    return {each for each in strings if isinstance(each, str) and KIND.match(each)}


def test_every_announcement_has_a_renderer():
    assert announced() - set(RENDERERS) == set()


def test_every_renderer_has_an_announcement():
    assert set(RENDERERS) - announced() == set()


def test_kinds_name_the_capability_that_announces():
    for kind in RENDERERS:
        assert KIND.match(kind), kind


def test_what_programs_get_is_announced():
    assert set(DESCRIBERS) <= set(RENDERERS)
