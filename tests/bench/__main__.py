"""Runs every measurement of this folder: `python -m tests.bench`, or some of them by name."""

import importlib
import pkgutil
import sys

import tests.bench


def main(wanted: list[str]) -> None:
    """Call `run()` of each module that has one, and name the command that runs it alone."""
    for found in pkgutil.iter_modules(tests.bench.__path__):
        if found.name == "__main__" or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"tests.bench.{found.name}")
        if hasattr(module, "run"):
            print(f"\n## {found.name}: python -m tests.bench.{found.name}", flush=True)
            module.run()


if __name__ == "__main__":
    main(sys.argv[1:])
