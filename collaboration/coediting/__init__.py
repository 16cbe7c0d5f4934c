"""Writing one text together, live: the y-websocket protocol over rooms that keep every update."""
