"""How uvicorn is set up for Parley."""

from typing import Any

from uvicorn import Config

from portal.server.http import HardenedHTTP
from portal.server.websocket import HardenedWebSocket

MESSAGE_BYTES = 256 * 1024  # the longest websocket message that means something
FRAMING_BYTES = 64  # what a protocol may put around it
PING_S = 20.0
GRACE_S = 20  # from SIGTERM to the end


def uvicorn_config(
    app: Any,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    fd: int | None = None,
    trusted_proxies: tuple[str, ...] = (),
    **others: Any,
) -> Config:
    """The server's configuration; `fd` is an inherited listening socket (a restart without a gap).

    Forwarded addresses are believed only from `trusted_proxies` (addresses or networks).
    `others` go to uvicorn.Config as they are and win over what is set here.
    """
    settings: dict[str, Any] = {
        "loop": "uvloop",
        "http": HardenedHTTP,
        "ws": HardenedWebSocket,
        "ws_max_size": MESSAGE_BYTES + FRAMING_BYTES,
        "ws_per_message_deflate": False,  # 7 µs and 35 kB a connection for nothing
        "ws_ping_interval": PING_S,
        "ws_ping_timeout": PING_S,
        "timeout_graceful_shutdown": GRACE_S,
        "server_header": False,
        "proxy_headers": bool(trusted_proxies),
        "forwarded_allow_ips": list(trusted_proxies),
        "log_config": None,
        "access_log": False,
    }
    return Config(app, host=host, port=port, fd=fd, **{**settings, **others})
