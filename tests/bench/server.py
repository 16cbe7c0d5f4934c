"""Our server as it is measured: `python -m tests.bench.server PORT`, settings by environment.

It may ask as often as it likes from one address, and is not sent away when this machine is busy;
the limits of each socket and person hold. PAGE_MESSAGES changes how many a page shows.
"""

import os
import sys
from functools import partial

from asgi import build
from collaboration.chat import pages
from portal.server.serving import log_to_terminal, serve
from portal.settings import Settings

if __name__ == "__main__":
    if most := os.environ.get("PAGE_MESSAGES"):
        pages.newest = partial(pages.newest, most=int(most))
    log_to_terminal("text")
    serve(build(Settings.from_environment(), limited=False), "127.0.0.1", int(sys.argv[1]))
