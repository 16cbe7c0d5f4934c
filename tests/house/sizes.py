"""Prints how large our files and functions are: `python -m tests.house.sizes`."""

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

FLOORS = ("asgi.py", "world.py", "portal/", "auth/", "customer_space/", "collaboration/")
LARGEST_FILE = 300
LARGEST_FUNCTION = 40
EXPLAINED: dict[str, str] = {}
"""Files over the limit, and why."""


def main() -> None:
    files = our_files()
    lines = {file: Path(file).read_text().count("\n") for file in files}
    functions = {name: size for file in files for name, size in functions_of(file)}
    report("files", lines)
    report("functions", functions)
    too_large = {f: n for f, n in lines.items() if n > LARGEST_FILE and f not in EXPLAINED}
    too_long = {f: n for f, n in functions.items() if n > LARGEST_FUNCTION}
    for name, size in (too_large | too_long).items():
        print(f"too large: {name} has {size} lines")
    sys.exit(bool(too_large or too_long))


def our_files() -> list[str]:
    """The application's Python files that git knows, without migrations and empty files."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [
        file
        for file in listed
        if file.startswith(FLOORS) and "migrations/" not in file and Path(file).exists()
        and Path(file).stat().st_size
    ]  # fmt: skip


def functions_of(file: str) -> list[tuple[str, int]]:
    """Each function with its number of lines, decorators not counted."""
    return [
        (f"{file}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(Path(file).read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def report(what: str, sizes: dict[str, int]) -> None:
    name = max(sizes, key=lambda each: sizes[each])
    print(
        f"{what}: {len(sizes)}, median {median(sizes.values()):.0f} lines, "
        f"largest {sizes[name]} ({name})"
    )


if __name__ == "__main__":
    main()
