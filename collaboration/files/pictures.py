"""Pictures are drawn anew before anybody sees them: nothing but the picture is left of a file.

Decoding is done by few threads, so that a flood of pictures waits, and is then turned away.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from collaboration.files.rules import PREVIEW
from portal.errors import Busy, Invalid

MOST_PIXELS = 50_000_000
LARGEST_SIDE = 4096  # pixels
AT_ONCE = 2
WAITING = 32
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
DRAWN_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP"}
"""Format that came: format in which it is kept."""
MAY_MOVE = {"PNG", "GIF", "WEBP"}

Image.MAX_IMAGE_PIXELS = None  # the limit here is lower, and its refusal says more

_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
_underway: set[Path] = set()


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew, and its small likeness (WebP)."""

    media_type: str
    content: bytes
    preview: bytes
    width: int
    height: int


async def picture_in(file: Path) -> Picture | None:
    """The picture in a file; None if it is none we can draw (or one that moves).

    Raises:
        Invalid: more pixels than anybody needs, before any is decoded.  Busy: too many wait.
    """
    if len(_underway) >= AT_ONCE + WAITING:
        raise Busy("Many pictures are coming in at this moment. Please try again in a moment.")
    _underway.add(file)
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, drawn_anew, file)
    finally:
        _underway.discard(file)


def drawn_anew(file: Path) -> Picture | None:
    """As `picture_in`, in this thread."""
    try:
        with Image.open(file, formats=tuple(set(DRAWN_AS) - {"MPO"})) as found:
            _check_size(*found.size)
            if found.format in MAY_MOVE and getattr(found, "is_animated", False):
                return None
            return _drawn(found, DRAWN_AS[found.format or ""])
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - whatever a hostile file makes a decoder raise
        return None


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Invalid(
            {"file": f"A picture of {width:,} × {height:,} is too large. "
                     f"Please keep it below {MOST_PIXELS // 1_000_000} million pixels."}
        )  # fmt: skip


def _drawn(found: Image.Image, kind: str) -> Picture:
    found.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    upright = ImageOps.exif_transpose(found)
    plain = upright.convert("RGBA" if upright.has_transparency_data and kind != "JPEG" else "RGB")
    plain.info.clear()
    plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    small = plain.copy()
    small.thumbnail(PREVIEW)
    return Picture(TYPES[kind], _as(plain, kind), _as(small, "WEBP"), *plain.size)


def _as(picture: Image.Image, kind: str) -> bytes:
    into = BytesIO()
    picture.save(into, kind, **({} if kind == "PNG" else {"quality": 85}))
    return into.getvalue()
