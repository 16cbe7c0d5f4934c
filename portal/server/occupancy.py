"""How full this process is, and whether it is sending its visitors away."""

SOCKETS = 4000  # about 100 MB while they are idle
READY_BELOW = 3600


class Occupancy:
    """Counts the open websockets; one for each process."""

    def __init__(self) -> None:
        self.sockets = 0
        self.leaving = 0  # sockets that are being sent away

    @property
    def full(self) -> bool:
        """Whether another websocket would be one too many."""
        return self.sockets >= SOCKETS

    @property
    def ready(self) -> bool:
        """Whether new visitors should be sent here."""
        return not self.leaving and self.sockets < READY_BELOW


occupancy = Occupancy()
