"""In which encoding a text file was written. Reads the bytes once, keeps none of them."""

import codecs
from typing import BinaryIO

CHUNK = 1 << 16
LATIN = "cp1252"


def encoding_of(file: BinaryIO) -> tuple[str, int]:
    """The codec that reads the file, and how many bytes of mark to skip. Leaves it at its start.

    A UTF-8 mark is no proof: some programs put one before Latin-1 text. So the bytes decide:
    UTF-8 if all of them are; UTF-8 too if most of what is not ASCII is (the few broken places
    stay visible as lone surrogates); else Windows-1252, which contains Latin-1's letters.
    """
    file.seek(0)
    start = file.read(CHUNK)
    mark = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
    wide = _wide(start)
    name = wide[0] if wide else _narrow(file, mark)
    file.seek(0)
    return name, wide[1] if wide else mark


def _wide(start: bytes) -> tuple[str, int] | None:
    """UTF-16 by its mark, or by the empty half of nearly every character."""
    if start.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", 2
    if start.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", 2
    half = len(start) // 2
    if half and start[1::2].count(0) > half * 0.6 and start[::2].count(0) < half * 0.1:
        return "utf-16-le", 0
    if half and start[::2].count(0) > half * 0.6 and start[1::2].count(0) < half * 0.1:
        return "utf-16-be", 0
    return None


def _narrow(file: BinaryIO, mark: int) -> str:
    whole, broken = 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    file.seek(mark)
    while True:
        chunk = file.read(CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            lone = sum("\udc80" <= sign <= "\udcff" for sign in text)
            whole, broken = whole + sum(sign > "\x7f" for sign in text) - lone, broken + lone
        if not chunk:
            return "utf-8" if whole >= broken else LATIN
