"""One Jinja environment for pages, fragments and pushes."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Router

from portal.assets import asset


class Viewer(NamedTuple):
    """Who looks at a page: what a layout may show of them."""

    id: str
    name: str
    initials: str
    side: str | None
    is_admin: bool


templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals["asset"] = asset
templates.globals["largest_upload"] = 25


def use_paths_of(router: Router) -> None:
    """Templates link by route name, with or without a request at hand."""
    templates.globals["path_for"] = router.url_path_for


def use_company(name: str) -> None:
    """Templates call our own side by this name."""
    templates.globals["company"] = name


def use_largest_upload(megabytes: int) -> None:
    """Templates say how large a file may be."""
    templates.globals["largest_upload"] = megabytes


def fragment(name: str, **context: Any) -> Markup:
    """Render a partial. It needs no request, so a push can use it too."""
    return Markup(templates.get_template(name).render(context))  # noqa: S704 - autoescaped


def page_response(
    request: Request, name: str, *, status: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page, with who looks at it (`viewer`, or None) and where (`request_path`).

    Whoever `access` let in says by its `layout` what else the layout shows.
    """
    whoever = getattr(request.state, "whoever", None)
    layout = {"viewer": None, "request_path": request.url.path}
    context = layout | getattr(whoever, "layout", {}) | context
    return HTMLResponse(fragment(name, **context), status)


def fragments(main: Markup, *others: Markup, status: int = 200) -> HTMLResponse:
    """The piece that was asked for, and the others that changed with it."""
    return HTMLResponse(main + Markup().join(map(replacing, others)), status)


def saved(request: Request, main: Markup, *others: Markup, back_to: Any) -> Response:
    """The answer to a write: fragments for htmx, a redirect for a plain form."""
    if is_htmx(request):
        return fragments(main, *others)
    return RedirectResponse(str(back_to), 303)


def done(request: Request, *, back_to: Any) -> Response:
    """The answer to a write whose result the push draws: 204, or a redirect for a plain form."""
    if is_htmx(request):
        return Response(status_code=204)
    return RedirectResponse(str(back_to), 303)


def is_htmx(request: Request) -> bool:
    """Whether the browser's script asked, and takes fragments."""
    return request.headers.get("hx-request") == "true"


_ROOT_TAG = re.compile(r'^\s*<[a-z][a-z0-9-]*(?=[^>]* id=")')


def replacing(html: Markup) -> Markup:
    """Mark a partial to take the place of the element with the same id."""
    marked, count = _ROOT_TAG.subn(lambda tag: tag[0] + ' hx-swap-oob="true"', html, count=1)
    if not count:
        raise ValueError("a partial needs one root element with an id")
    return Markup(marked)  # noqa: S704 - the input was markup already


def appending(html: Markup, *, to: str) -> Markup:
    """Mark a partial to be added at the end of the element with the id `to`."""
    return Markup('<div hx-swap-oob="beforeend:#{}">{}</div>').format(to, html)


def removing(id_: str) -> Markup:
    """Have the element with this id taken away."""
    return Markup('<div id="{}" hx-swap-oob="delete"></div>').format(id_)
