"""What asgi.py composes of this package: its models, pages and renderers of news."""

import auth.clients
import auth.demo
import auth.live
import auth.me
import auth.openid.pages
import auth.pages

MODELS = ("auth.models",)
PAGES = (
    auth.pages,
    auth.demo,
    auth.openid.pages,
    auth.me,
    auth.clients,
)
LIVE = (auth.live,)
