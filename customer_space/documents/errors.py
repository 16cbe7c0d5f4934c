"""Why an update does not enter a document."""


class Refused(Exception):
    """The update is not one an honest editor would send. `reason` is for logs and tests."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gap(Refused):
    """The update builds on something this document has not got: the sender must synchronise."""


class BrokenDocument(Exception):
    """The CRDT library failed on this document; what is in memory is worth nothing any more."""
