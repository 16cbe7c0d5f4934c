"""Runs every measurement of this folder: `python -m tests.bench`, or one by name, with what it
may be asked: `python -m tests.bench live --listeners 300`."""

import importlib
import pkgutil
import sys

import tests.bench


def main(name: str = "", *asked: str) -> None:
    """Call `run` of each module that has one, and name the command that runs it alone."""
    for found in pkgutil.iter_modules(tests.bench.__path__):
        if found.name == "__main__" or name not in {"", found.name}:
            continue
        module = importlib.import_module(f"tests.bench.{found.name}")
        if hasattr(module, "run"):
            print(f"\n## {found.name}: python -m tests.bench {found.name}", flush=True)
            module.run(asked) if asked else module.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
