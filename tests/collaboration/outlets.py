"""The edge to the network, in tests: an end of a socket that keeps what is written to it."""


class Kept:
    """What a peer that reads everything (or nothing, once `stalled`) gets."""

    def __init__(self) -> None:
        self.frames = b""
        self.waiting = 0  # bytes
        self.stalled = False
        self.closed: tuple[int, str] | None = None

    def push(self, frames: bytes, *, backlog: int) -> bool:
        if self.closed or self.waiting > backlog:
            return False
        self.frames += frames
        if self.stalled:
            self.waiting += len(frames)
        return True

    def unread(self) -> int:
        return self.waiting

    def hang_up(self, code: int, reason: str) -> None:
        self.closed = self.closed or (code, reason)
