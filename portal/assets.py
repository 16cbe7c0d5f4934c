"""The browser code: made by the build hook, named by its content, cached for ever."""

import json
from functools import cache
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "static"
FOR_EVER = b"public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The address of a built file: `portal.js` is `/static/portal-3F2A….js`."""
    return f"/static/{_manifest()[name]}"


async def anybody(connection: HTTPConnection) -> None:
    """Browser code is not a secret."""
    del connection


class _Immutable(StaticFiles):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_cached(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004
                headers = message["headers"]
                assert isinstance(headers, list)  # noqa: S101
                headers.append((b"cache-control", FOR_EVER))
            await send(message)

        await super().__call__(scope, receive, send_cached)  # type: ignore[arg-type]


@cache
def _manifest() -> dict[str, str]:
    file = FOLDER / "manifest.json"
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: run `python frontend/bundle.py` once.")
    manifest: dict[str, str] = json.loads(file.read_text())
    return manifest


static = Mount("/static", _Immutable(directory=FOLDER, check_dir=False), name="static")
static.access = anybody  # type: ignore[attr-defined]
