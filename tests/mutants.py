"""Plants small faults in the gate's rules, one at a time, and counts those the tests find.

`python -m tests.mutants [--most N] [--seconds S] [FILE …]`: prints the survivors and the score.
A fault that lets the tests run for ever counts as found. The sample is the same each time.
"""

import argparse
import ast
import copy
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import babel.dates  # noqa: F401 - what the tests need is loaded once
import hypothesis.strategies  # noqa: F401
import pytest
import tortoise.models  # noqa: F401

ROOT = Path(__file__).parents[1]
RULES = "customer_space/gate/rules"
GATE = "tests/customer_space/gate"
TESTS = ("--confcutdir=tests/customer_space", f"{GATE}/test_cases.py",
         f"{GATE}/test_statements.py", f"{GATE}/test_calendar_caps.py", f"{GATE}/test_shares.py",
         f"{GATE}/test_edges.py",
         f"{GATE}/test_walltime.py", "tests/customer_space/gate_packs/test_laws.py",
         f"{GATE}/test_limits.py", f"{GATE}/test_properties.py",
         f"{GATE}/test_more_properties.py")  # fmt: skip
"""The rules' own, the quickest first; what needs a database stays out of it."""
EXAMPLES = "60"
LOADED = "ignore::pytest.PytestAssertRewriteWarning"
SAME_EITHER_WAY = frozenset({"frozen", "slots", "strict", "compare", "repr"})
"""Arguments that guard against mistakes and change no answer."""
LONGEST_S = 240
GOAL = 0.95

SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One file with one fault in it."""

    path: Path
    line: int
    what: str
    source: str


def main() -> int:
    """Try the mutants; 1 if fewer than the goal were found, 2 if the tests fail as they are."""
    asked = _arguments()
    files = [ROOT / name for name in asked.files] or sorted((ROOT / RULES).glob("*.py"))
    mutants = [mutant for path in files for mutant in mutants_of(path)]
    Random(1).shuffle(mutants)
    tried, survivors = 0, list[Mutant]()
    end = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as folder:
        copied = _copied(Path(folder))
        if _found(_nothing(), copied):
            print("the tests fail without any fault", file=sys.stderr)
            return 2
        for mutant in mutants[: asked.most]:
            if time.monotonic() > end:
                break
            tried += 1
            if not _found(mutant, copied):
                survivors.append(mutant)
                where = mutant.path.relative_to(ROOT)
                print(f"survives: {where}:{mutant.line}: {mutant.what}", flush=True)
    score = 1 - len(survivors) / tried if tried else 1.0
    print(f"{tried} of {len(mutants)} mutants tried, {len(survivors)} survive: {score:.1%} found")
    return int(score < GOAL)


def _nothing() -> Mutant:
    path = ROOT / RULES / "__init__.py"
    return Mutant(path, 0, "nothing", path.read_text(encoding="utf-8"))


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every fault that can be planted in this file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spared = {id(each.value) for each in ast.walk(tree)
              if isinstance(each, ast.keyword) and each.arg in SAME_EITHER_WAY}  # fmt: skip
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in spared:
            continue
        for what, changed in _faults(node):
            other = copy.deepcopy(tree)
            _put(other, place, changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(path, line, what, ast.unparse(ast.fix_missing_locations(other)))


def _faults(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    planted = _PLANT.get(type(node))
    for changed in planted(node) if planted else ():
        yield f"{ast.unparse(node)} → {ast.unparse(ast.fix_missing_locations(changed))}", changed


def _compared(node: Any) -> Iterator[ast.AST]:
    for number, op in enumerate(node.ops):
        ops = [*node.ops[:number], SWAPPED[type(op)](), *node.ops[number + 1 :]]
        yield ast.Compare(node.left, ops, node.comparators)


def _reckoned(node: Any) -> Iterator[ast.AST]:
    if type(node.op) in SWAPPED:
        yield ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)


def _denied(node: Any) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _valued(node: Any) -> Iterator[ast.AST]:
    if type(node.value) is bool:
        yield ast.Constant(not node.value)
    elif type(node.value) is int:
        yield ast.Constant(node.value + 1)


def _called(node: Any) -> Iterator[ast.AST]:
    other = EXCHANGED.get(ast.unparse(node.func))
    if other:
        yield ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)


EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_PLANT: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _compared,
    ast.BoolOp: lambda node: iter([ast.BoolOp(SWAPPED[type(node.op)](), node.values)]),
    ast.BinOp: _reckoned,
    ast.UnaryOp: _denied,
    ast.Constant: _valued,
    ast.IfExp: lambda node: iter([ast.IfExp(node.test, node.orelse, node.body)]),
    ast.Call: _called,
}


def _put(tree: ast.AST, place: int, changed: ast.AST) -> None:
    """Exchange the node at this place of the walk."""
    wanted = list(ast.walk(tree))[place]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is wanted:
                setattr(parent, name, changed)
                return
            if isinstance(value, list) and any(each is wanted for each in value):
                value[next(i for i, each in enumerate(value) if each is wanted)] = changed
                return


def _found(mutant: Mutant, copied: Path) -> bool:
    target = copied / mutant.path.relative_to(ROOT)
    whole = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    tests = os.fork()
    if not tests:
        _judge(copied)
    try:
        return _exit_code(tests) != 0
    finally:
        target.write_text(whole, encoding="utf-8")


def _judge(copied: Path) -> NoReturn:
    """In a process of its own, which has loaded everything but our code: run the tests, and end."""
    code = 1
    try:
        os.chdir(copied)
        for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
            del sys.modules[name]
        sys.path.insert(0, str(copied))
        sys.dont_write_bytecode = True
        os.environ["GATE_EXAMPLES"] = EXAMPLES
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        quiet = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "-W", LOADED]
        code = pytest.main([*quiet, *TESTS])
    finally:
        os._exit(int(code))


def _exit_code(process: int) -> int:
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return 1


def _copied(folder: Path) -> Path:
    left = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "var")
    copied = folder / "parley"
    shutil.copytree(ROOT, copied, ignore=left)
    return copied


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help=f"those of {RULES} if none is named")
    parser.add_argument("--most", type=int, default=10_000, help="how many to try")
    parser.add_argument("--seconds", type=float, default=86_400, help="how long to try")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
