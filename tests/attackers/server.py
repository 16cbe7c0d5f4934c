"""The portal with all its limits: `python -m tests.attackers.server PORT`.

`patient` where lateness may be the machine's own doing, and is no reason to send anybody away.
"""

import sys

import portal.server.load
from asgi import build
from portal.server.serving import log_to_terminal, serve
from portal.settings import Settings

if __name__ == "__main__":
    if "patient" in sys.argv:
        portal.server.load.LAG_S = portal.server.load.DATABASE_S = 60.0
    log_to_terminal("text")
    serve(build(Settings.from_environment()), "127.0.0.1", int(sys.argv[1]))
