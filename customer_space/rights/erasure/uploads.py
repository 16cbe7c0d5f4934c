"""Uploaded lists that lie on the disk for some days: the traces in them are written over."""

import asyncio
import re
from pathlib import Path

from customer_space.rights.erasure.recognised import Known


async def overwrite_uploads(data_dir: Path, known: Known) -> int:
    """Write over the traces, byte for byte, so that who reads a list meanwhile finds his place.

    Returns how many files were changed.
    """
    return await asyncio.to_thread(_overwrite, data_dir / "audiences", known.traces.pattern)


def _overwrite(folder: Path, pattern: str) -> int:
    trace = re.compile(pattern, re.IGNORECASE)
    return sum(_overwritten(path, trace) for path in folder.rglob("*") if path.is_file())


def _overwritten(path: Path, trace: re.Pattern[str]) -> bool:
    changed, place = False, 0
    with path.open("r+b") as file:
        while line := file.readline():
            text = line.decode("utf-8", "surrogateescape")
            without = trace.sub(_filler, text).encode("utf-8", "surrogateescape")
            if without != line:
                file.seek(place)
                file.write(without)
                changed = True
            place += len(line)
            file.seek(place)
    return changed


def _filler(found: re.Match[str]) -> str:
    return "x" * len(found[0].encode("utf-8", "surrogateescape"))
