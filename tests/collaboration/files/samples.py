"""Files as people send them, and as somebody with bad intent does."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = b"38.7223N 9.1393W"
"""What a picture's metadata tells of where somebody was."""
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(document.cookie)</script>"
GIF_AND_SCRIPT = b"GIF89a/*\x00\x00\x00\x00*/=1;alert(1)//"


def picture(kind="PNG", size=(640, 480), mode="RGB", **options) -> bytes:
    into = BytesIO()
    Image.new(mode, size, "steelblue").save(into, kind, **options)
    return into.getvalue()


def photograph() -> bytes:
    """A JPEG held upright, which says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = PLACE.decode()
    return picture("JPEG", (400, 300), exif=exif)


def screenshot() -> bytes:
    """A PNG with a word in its metadata."""
    info = PngInfo()
    info.add_text("Comment", PLACE.decode())
    return picture("PNG", pnginfo=info)


def moving_picture() -> bytes:
    into = BytesIO()
    frames = [Image.new("RGB", (8, 8), name) for name in ("red", "green")]
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])
    return into.getvalue()


def huge_png(side: int) -> bytes:
    """A PNG that says it is so many pixels wide and high, in a hundred bytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body
