"""Who may tell what became of mails: a client that may report, or a provider that proves itself."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection, Request

from auth.access import Scope, client
from auth.models import ApiClient
from customer_space.gate.signals.json_body import NotJson, inner, plain, text
from customer_space.gate.signals.signatures import (
    is_sns_certificate,
    mailgun_said,
    postmark_said,
    sendgrid_said,
    sns_said,
)
from portal.clock import now
from portal.outgoing import NoAnswer
from portal.outgoing import client as web_client
from portal.settings import Settings

Teller = ApiClient | str
"""An API client, or the name of a provider."""
_SENDGRID = "x-twilio-email-event-webhook"
_CERTIFICATES: dict[str, bytes] = {}
_MOST_CERTIFICATES = 20

_client = client(Scope.GATE_REPORT)


async def who_may_tell(connection: HTTPConnection) -> Teller:
    """The provider in the path if its request proves it, else a client with `gate:report`.

    Raises:
        SignInNeeded: for anybody else.  NotAllowed: for a client without the scope.
    """
    settings: Settings = connection.app.state.settings
    provider: str = connection.path_params["provider"]
    keys = dict(pair.split("=", 1) for pair in settings.signal_keys)
    if isinstance(connection, Request) and provider in keys and provider in _PROOFS:
        proven = await _PROOFS[provider](connection, keys[provider])
    else:
        proven = False
    return provider if proven else await _client(connection)


who_may_tell.scope = Scope.GATE_REPORT  # type: ignore[attr-defined]


async def _mailgun(request: Request, key: str) -> bool:
    signature = inner(await _json(request), "signature")
    stamp, token, said = (text(signature.get(n)) for n in ("timestamp", "token", "signature"))
    return mailgun_said(stamp, token, said, key=key, at=now())


async def _sendgrid(request: Request, key: str) -> bool:
    stamp = request.headers.get(f"{_SENDGRID}-timestamp", "")
    signature = request.headers.get(f"{_SENDGRID}-signature", "")
    body = await request.body()
    return sendgrid_said(body, stamp, signature, public_key=key, at=now())


async def _postmark(request: Request, key: str) -> bool:
    user, _, password = key.partition(":")
    given = request.headers.get("authorization", "")
    return postmark_said(given, user=user, password=password)


async def _ses(request: Request, key: str) -> bool:
    message = await _json(request)
    url = text(message.get("SigningCertURL"))
    if message.get("TopicArn") != key or not is_sns_certificate(url):
        return False
    certificate = await _certificate(url)
    return certificate is not None and sns_said(
        message, certificate=certificate, topics=frozenset({key})
    )


async def _certificate(url: str) -> bytes | None:
    """Amazon's certificate, fetched once; None where it cannot be had."""
    if url not in _CERTIFICATES:
        try:
            async with web_client() as web:
                answer = await web.get(url)
        except NoAnswer:
            return None
        if answer.status_code != 200 or len(_CERTIFICATES) >= _MOST_CERTIFICATES:  # noqa: PLR2004
            return None
        _CERTIFICATES[url] = answer.content
    return _CERTIFICATES[url]


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = plain(await request.body())
    except NotJson:
        return {}
    return body if isinstance(body, dict) else {}


_PROOFS: dict[str, Callable[[Request, str], Awaitable[bool]]] = {
    "mailgun": _mailgun,
    "sendgrid": _sendgrid,
    "postmark": _postmark,
    "ses": _ses,
}
