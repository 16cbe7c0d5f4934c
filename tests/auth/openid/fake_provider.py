"""A provider of our own, on loopback, that can be told to break one rule at a time."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Words = dict[str, Any]
CLIENT, SECRET = "parley-client", "parley-secret"
KEYS: dict[str, Any] = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "pss"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
}
STRANGER = RSAKey.generate_key(2048, {"kid": "rsa"})


def same(words: Words) -> Words:
    return words


class FakeProvider:
    """Keeps every rule, but for what a test replaces: answer, discovery, claims, sign, …"""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.subject = "subject-of-nora"
        self.about: Words = {
            "name": "Nora Lund", "email": "nora@parley.example", "email_verified": True,
        }  # fmt: skip
        self.codes: dict[str, Words] = {}
        self.issued: list[str] = []
        self.keep_rules()

    def keep_rules(self) -> None:
        self.answer: Callable[[Words], Words] = same
        self.discovery: Callable[[Words], Words] = same
        self.claims: Callable[[Words], Words] = same
        self.tokens: Callable[[Words], Words] = same
        self.userinfo: Callable[[Words], Words] = same
        self.sign: Callable[[Words], str] = signed

    def authorize(self, location: str) -> str:
        """What the person's browser is sent back to: path and query."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert location.startswith(f"{self.issuer}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        code = f"code-{len(self.codes)}-{time.monotonic_ns()}"
        self.codes[code] = asked
        answer = self.answer({"code": code, "state": asked["state"], "iss": self.issuer})
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(answer)}"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discover),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.jwks),
                Route("/userinfo", self.info),
            ]
        )

    async def discover(self, request: Request) -> Response:
        words = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(self.discovery(words))

    async def token(self, request: Request) -> Response:
        form = dict(await request.form())
        asked = self.codes.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
            or request.headers["authorization"] != f"Basic {basic}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.sign(self.claims(self.fresh_claims(asked)))
        self.issued.append(token)
        tokens = {"access_token": "access", "token_type": "Bearer", "id_token": token}
        return JSONResponse(self.tokens(tokens))

    def fresh_claims(self, asked: Words) -> Words:
        at = int(time.time())
        return {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "nonce": asked["nonce"],
            "iat": at, "exp": at + 300,
        }  # fmt: skip

    async def jwks(self, request: Request) -> Response:
        keys = [key.as_dict(private=False) for key in KEYS.values()]
        return JSONResponse({"keys": keys})

    async def info(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer access"
        return JSONResponse(self.userinfo({"sub": self.subject, **self.about}))


def signed(claims: Words, algorithm: str = "RS256", key: Any = None, **header: Any) -> str:
    key = key or KEYS[algorithm]
    head = {"alg": algorithm, "kid": key.kid, **header}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # EdDSA's old name, still in use
        return jwt.encode(head, claims, key, algorithms=[algorithm])


def unsigned(claims: Words) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_with_public_key(claims: Words) -> str:
    """The confusion of algorithms: our public key taken as the secret of an HMAC."""
    key = KEYS["RS256"]
    body = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{_part(claims)}"
    mac = hmac.new(key.as_pem(private=False), body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _part(words: Words) -> str:
    return base64.urlsafe_b64encode(json.dumps(words).encode()).rstrip(b"=").decode()


@asynccontextmanager
async def running_provider() -> AsyncIterator[FakeProvider]:
    """The provider, listening on a free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = FakeProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    config = uvicorn.Config(provider.app(), lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await listens(listening)
    try:
        yield provider
    finally:
        server.should_exit = True
        await task


async def listens(listening: socket.socket) -> None:
    """Wait until somebody answers there."""
    _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
    writer.close()
    await writer.wait_closed()
