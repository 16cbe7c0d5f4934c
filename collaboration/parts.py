"""What asgi.py composes of this package: its models, pages and renderers of news."""

import collaboration.chat.live
import collaboration.chat.message_pages
import collaboration.chat.pages
import collaboration.coediting.socket
import collaboration.export.pages
import collaboration.files.pages
import collaboration.home.pages
import collaboration.notifications.pages
import collaboration.search.pages
import collaboration.socket
import collaboration.space_copy.pages

MODELS = (
    "collaboration.files.models",
    "collaboration.reading.models",
    "collaboration.chat.models",
    "collaboration.notifications.models",
)
PAGES = (
    collaboration.home.pages,
    collaboration.chat.pages,
    collaboration.files.pages,
    collaboration.chat.message_pages,
    collaboration.search.pages,
    collaboration.socket,
    collaboration.coediting.socket,
    collaboration.space_copy.pages,
    collaboration.notifications.pages,
    collaboration.export.pages,
)
LIVE = (collaboration.chat.live,)
