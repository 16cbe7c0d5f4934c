"""Where every failure is answered: a page, a fragment, or problem details (RFC 9457)."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from portal.errors import Busy, Invalid, PortalError, SignInNeeded, TooMany
from portal.templating import fragment, is_htmx, page_response

log = logging.getLogger(__name__)

SENTENCES = {
    404: "There is no such page, or it is not yours to see.",
    405: "This address does not answer to that method.",
    413: "That is more than we take in one piece.",
    400: "We could not read that request.",
}


async def answer(request: Request, error: Exception) -> Response:
    """Answer a PortalError in the form the asker understands."""
    assert isinstance(error, PortalError)  # noqa: S101 - registered for PortalError only
    if request.url.path.startswith("/api/"):
        return problem_details(error)
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    if isinstance(error, Invalid) and error.form:
        return _form_again(request, error)
    return _sentence_page(request, error.status, error.sentence, headers=_retry(error))


async def answer_http(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses: no such path, no such method, a broken body."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for HTTPException only
    sentence = SENTENCES.get(error.status_code, str(error.detail))
    if request.url.path.startswith("/api/"):
        refused = PortalError(sentence)
        refused.status = error.status_code
        return problem_details(refused)
    return _sentence_page(request, error.status_code, sentence, headers=error.headers or {})


async def answer_crash(request: Request, error: Exception) -> Response:
    """500: said plainly, and logged with its trace by the server."""
    del error
    sentence = PortalError.sentence
    if request.url.path.startswith("/api/"):
        return problem_details(PortalError(sentence))
    return _sentence_page(request, 500, sentence, headers={})


async def answer_nobody(request: Request, error: Exception) -> Response:
    """Whoever asked went away while they were still telling us what."""
    del request, error
    return Response(status_code=400)


def problem_details(error: PortalError) -> JSONResponse:
    """The error as `application/problem+json` (RFC 9457)."""
    slug = error.details.get("slug", type(error).__name__.lower())
    body: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": type(error).sentence,
        "status": error.status,
        "detail": error.sentence,
    }
    if isinstance(error, Invalid):
        body["errors"] = error.problems
    return JSONResponse(
        body, error.status, headers=_retry(error), media_type="application/problem+json"
    )


def _to_sign_in(request: Request) -> Response:
    if is_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    target = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={target}" if target != "/" else "/sign-in", 303)


def _form_again(request: Request, error: Invalid) -> Response:
    assert error.form  # noqa: S101 - asked by the caller
    template, context = error.form
    form = fragment(template, **context, words=error.words, problems=error.problems)
    if is_htmx(request):
        return HTMLResponse(form, error.status)
    return page_response(request, "errors/form.html", status=error.status, form=form)


def _sentence_page(
    request: Request, status: int, sentence: str, *, headers: Mapping[str, str]
) -> Response:
    if is_htmx(request):
        response: Response = HTMLResponse(
            fragment("errors/_refused.html", status=status, sentence=sentence), status
        )
    else:
        response = page_response(
            request, "errors/error.html", status=status, code=status, sentence=sentence
        )
    response.headers.update(headers)
    return response


def _retry(error: PortalError) -> dict[str, str]:
    if isinstance(error, TooMany | Busy):
        return {"Retry-After": str(error.retry_after)}
    return {}


handlers: dict[Any, Callable[..., Any]] = {
    PortalError: answer,
    HTTPException: answer_http,
    ClientDisconnect: answer_nobody,
    Exception: answer_crash,
}
"""For Starlette(exception_handlers=…)."""
