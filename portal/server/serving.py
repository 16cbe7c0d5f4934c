"""Running the server: one process, or several that share a listening socket."""

import logging
import socket
from typing import Any

import structlog
from uvicorn import Server
from uvicorn.supervisors import Multiprocess

from portal.server.run import uvicorn_config


def serve(app: Any, host: str, port: int, *, workers: int = 1, **options: Any) -> None:
    """Serve until SIGTERM. With several workers `app` is an import string of a factory.

    Sockets are told 1012 when the server stops, so that browsers come back.
    """
    config = uvicorn_config(app, host, port, factory=isinstance(app, str), **options)
    listening = config.bind_socket()
    if workers == 1:
        Server(config).run([listening])
    else:
        config.workers = workers
        Multiprocess(config, sockets=[listening]).run()


def free_port(wanted: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((host, wanted)) != 0


def log_to_terminal(log_format: str) -> None:
    """One line an event: plain text, or JSON for a log collector."""
    renderer: Any = structlog.processors.JSONRenderer() if log_format == "json" else _plain
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx2", "tortoise", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _plain(_logger: object, _method: str, event: Any) -> str:
    trace = event.pop("exception", "")
    line = f"{event['timestamp'][11:19]} {event['level']:7} {event['event']!s}"
    line = line.replace("\n", "\\n").replace("\r", "\\r")
    return f"{line}\n{trace}" if trace else line
