"""The page of a conversation without our cache: raw SQL, then Jinja2 for each message, each time.

No rights are asked and nobody signs in. `/plain` answers a few words: what the server itself costs.
Arguments: PORT and the address of the database.
"""

import sys

import asyncpg
import uvicorn
import uvloop
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from asgi import build
from collaboration.chat import live
from collaboration.chat.shown import SHOWN, _shown
from portal.database.context import credentials_of
from portal.settings import Settings

NEWEST = f"""{SHOWN}
where account.slug = 'acme-corporation' and message.audience is null
  and message.thread_id is null order by message.number desc limit $1"""


async def show(request: Request) -> Response:
    async with request.app.state.pool.acquire() as connection:
        found = await connection.fetch(NEWEST, 200)
    drawn = [live.drawn.__wrapped__(_shown(row)) for row in reversed(found)]
    return HTMLResponse(Markup("<ol>{}</ol>").format(Markup().join(drawn)))


async def plain(request: Request) -> Response:
    return PlainTextResponse("few words")


async def main(port: int, url: str) -> None:
    app = Starlette(routes=[Route("/", show), Route("/plain", plain)])
    build(Settings.from_environment(), work=False)  # the templates know the paths
    async with asyncpg.create_pool(**credentials_of(url)) as app.state.pool:
        settings = uvicorn.Config(app, port=port, access_log=False, log_level="error")
        await uvicorn.Server(settings).serve()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2]))
