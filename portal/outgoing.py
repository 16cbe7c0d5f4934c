"""Outgoing HTTP: one guarded client, so that nobody can have us ask our own network (SSRF).

A name is resolved once, every answer is checked against our own list (`ipaddress.is_global` lets
several roads to 127.0.0.1 through), and the connection goes to exactly the address that was
checked. No redirects, no proxies from the environment, and an end to time and size.
"""

import asyncio
import ipaddress
import socket
from typing import Any

import httpx2

CONNECT_S = 5
TOTAL_S = 10
MAX_BYTES = 1024 * 1024
PORTS = (443, 8443)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
"""IANA's special-purpose registry (RFC 6890) and multicast."""
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
"""Inside 2000::/3: Teredo, ORCHID, documentation, and 6to4, which carries any IPv4 address."""


NoAnswer = httpx2.HTTPError
"""What asking raises where no answer can be had, TargetRefused among it."""


class TargetRefused(httpx2.TransportError):
    """An address this portal does not ask."""


def client(
    *, loopback: bool = False, max_bytes: int = MAX_BYTES, **options: Any
) -> httpx2.AsyncClient:
    """A client for one conversation; `loopback` also lets it ask this machine, without TLS."""
    guard = Guarded(loopback=loopback, max_bytes=max_bytes)
    return httpx2.AsyncClient(transport=guard, trust_env=False, **options)


class Guarded(httpx2.AsyncBaseTransport):
    """Sends requests to public addresses only, and reads no more than `max_bytes` of an answer.

    Raises:
        TargetRefused: where the scheme, port, name or any of its addresses is not allowed.
        httpx2.TimeoutException: after 5 s without a connection or 10 s in all.
        httpx2.ReadError: for an answer that is too long.
    """

    def __init__(self, *, loopback: bool = False, max_bytes: int = MAX_BYTES) -> None:
        self._loopback = loopback
        self._max_bytes = max_bytes
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._inner = httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            async with asyncio.timeout(TOTAL_S):
                address = await checked_address(request.url, loopback=self._loopback)
                return await self._ask(request, address)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("The answer took too long.", request=request) from error

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _ask(self, request: httpx2.Request, address: Address) -> httpx2.Response:
        headers = request.headers.copy()
        headers["Accept-Encoding"] = "identity"
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=str(address)),
            headers=headers,
            stream=request.stream,
            extensions={
                "timeout": httpx2.Timeout(TOTAL_S, connect=CONNECT_S).as_dict(),
                "sni_hostname": request.url.raw_host.decode("ascii"),
            },
        )
        answer = await self._inner.handle_async_request(pinned)
        try:
            body = await self._read(answer, request)
        finally:
            await answer.aclose()
        return httpx2.Response(
            answer.status_code, headers=_without_coding(answer, request), content=body
        )

    async def _read(self, answer: httpx2.Response, request: httpx2.Request) -> bytes:
        body = bytearray()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > self._max_bytes:
                raise httpx2.ReadError("The answer is too long.", request=request)
        return bytes(body)


async def refusal(url: str, *, loopback: bool = False) -> str:
    """Why an address would not be asked, in a sentence; empty if it would be."""
    try:
        await checked_address(httpx2.URL(url), loopback=loopback)
    except (TargetRefused, httpx2.InvalidURL) as refused:
        return str(refused)
    return ""


async def checked_address(url: httpx2.URL, *, loopback: bool = False) -> Address:
    """The address to connect to, if everything the name resolves to may be asked."""
    if url.userinfo or url.scheme not in {"http", "https"} or not url.host:
        raise TargetRefused("Only plain https addresses are asked.")
    port = url.port or (443 if url.scheme == "https" else 80)
    open_road = url.scheme == "https" and port in PORTS
    if not open_road and not loopback:
        raise TargetRefused("Only https on port 443 or 8443 is asked.")
    found = await _resolved(url.raw_host.decode("ascii"), port)
    if loopback and all(address.is_loopback for address in found):
        return found[0]
    if not open_road:
        raise TargetRefused("Only https on port 443 or 8443 is asked.")
    if not all(map(is_public, found)):
        raise TargetRefused("This name leads to an address that is not public.")
    return found[0]


def is_public(address: Address) -> bool:
    """Whether an address lies in the public internet, by our own list."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_4)
    return address in _PUBLIC_6 and not any(address in network for network in _REFUSED_6)


async def _resolved(host: str, port: int) -> list[Address]:
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise TargetRefused("This name leads nowhere.") from error
    found = [ipaddress.ip_address(answer[4][0]) for answer in answers]
    if not found:
        raise TargetRefused("This name leads nowhere.")
    return found


def _without_coding(answer: httpx2.Response, request: httpx2.Request) -> httpx2.Headers:
    headers = answer.headers.copy()
    if headers.get("content-encoding", "identity") != "identity":
        raise httpx2.ReadError("The answer is packed, which was not asked for.", request=request)
    for name in ("content-encoding", "transfer-encoding", "content-length"):
        headers.pop(name, None)
    return headers
