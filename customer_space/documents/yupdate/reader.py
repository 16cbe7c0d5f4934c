"""Bytes to lib0's numbers and strings; every length is checked against what is there."""

import struct

from customer_space.documents.errors import Refused

MAX_CLIENT = 2**53 - 1
MAX_CLOCK = 2**31 - 1  # the library keeps clocks in 32 bits and lets them wrap
LONGEST_SHIFT = 56
CONTINUES = 0x80


class Reader:
    """A position in some bytes."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return self.end - self.at

    def byte(self) -> int:
        if self.at >= self.end:
            raise Refused("cut off")
        self.at += 1
        return self.data[self.at - 1]

    def number(self, most: int = MAX_CLIENT) -> int:
        """An unsigned number of 7 bits a byte, the lowest first."""
        value = shift = 0
        data, at, end = self.data, self.at, self.end
        while True:
            if at >= end:
                raise Refused("cut off in a number")
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < CONTINUES:
                break
            shift += 7
            if shift > LONGEST_SHIFT:
                raise Refused("number too long")
        if value > most:
            raise Refused("number out of range")
        self.at = at
        return value

    def clock(self) -> int:
        return self.number(MAX_CLOCK)

    def signed(self) -> int:
        """A signed number: 6 bits and the sign in the first byte, then 7 bits a byte."""
        byte = self.byte()
        value, negative, shift = byte & 63, byte & 64, 6
        while byte & CONTINUES:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if shift > LONGEST_SHIFT:
                raise Refused("number too long")
        return -value if negative else value

    def raw(self, size: int) -> bytes:
        if size > self.left:
            raise Refused("length past the end")
        self.at += size
        return self.data[self.at - size : self.at]

    def block(self) -> bytes:
        """Bytes with their length in front."""
        return self.raw(self.number())

    def string(self, longest: int | None = None) -> str:
        """UTF-8 with its length in bytes in front; surrogates are not UTF-8."""
        size = self.number()
        if longest is not None and size > longest:
            raise Refused("string too long")
        try:
            return self.raw(size).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("bad UTF-8") from None

    def real(self, form: str) -> float:
        value: float = struct.unpack(form, self.raw(struct.calcsize(form)))[0]
        return value

    def finish(self) -> None:
        if self.left:
            raise Refused("bytes after the end")
