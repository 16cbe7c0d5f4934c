"""What all ways of signing in share: the browser that asks, and where it goes afterwards."""

from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auth.sessions import end_session, session_of, set_cookie
from portal.ids import secret

ASKING = "asking"
"""The cookie that binds a proof on its way to the browser that asked for it."""
TEN_MINUTES = 600

_BROWSERS = [
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]  # fmt: skip
"""A sign in the User-Agent header, and the browser's name: the telling signs first."""
_SYSTEMS = [
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
]  # fmt: skip


def own_path(path: str) -> str:
    """The path if it stays in this portal, else the home page (open redirects, safety T27)."""
    return path if _stays_here(path) and _stays_here(unquote(path)) else "/"


OwnPath = Annotated[str, AfterValidator(own_path), Field(max_length=500)]


def asking_browser(request: Request) -> str:
    """The secret of the browser that asks; a fresh one where it has none."""
    return request.cookies.get(ASKING) or secret()


def remember_asking(request: Request, response: Response, browser: str) -> None:
    """Have this browser known again when it comes back with its proof."""
    response.set_cookie(
        ASKING,
        browser,
        max_age=TEN_MINUTES,
        path="/sign-in",
        secure=request.app.state.settings.secure,
        httponly=True,
        samesite="lax",
    )


def agent_of(request: Request) -> str:
    """What people would call the browser: "Firefox on Windows". No more of it is kept."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser


async def signed_in_response(request: Request, token: str, next_path: str) -> Response:
    """Send a freshly signed-in browser on its way; what it was signed in with before, ends."""
    before = await session_of(request)
    if before is not None:
        await end_session(before)
    response = RedirectResponse(own_path(next_path), 303)
    set_cookie(request, response, token)
    return response


def _stays_here(path: str) -> bool:
    tricky = any(ord(c) <= 0x20 or ord(c) == 0x7F or c == "\\" for c in path)  # noqa: PLR2004
    if tricky or not path.startswith("/") or path[1:2] == "/":
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
