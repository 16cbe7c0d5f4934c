"""How often anybody may ask for what: the table, and who asks.

A caller is a person or an API client as soon as their credentials were found to be good, and an
address until then. Credentials that were good are remembered by fingerprint, so that who they
belong to is known before the database is asked.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from portal.server.budget import REMEMBERED, Budget, Budgets

CALLER = "portal.caller"  # in the scope
ADDRESS, PERSON, CLIENT = "address", "person", "client"
OPEN = "open"


class Limit(NamedTuple):
    """So many requests in so many seconds, so many of them at once."""

    times: int
    within_s: int
    burst: int


LIMITS = {
    ADDRESS: Limit(60, 60, 60),
    PERSON: Limit(600, 60, 100),
    CLIENT: Limit(600, 60, 600),
    OPEN: Limit(6000, 60, 1000),
    "search": Limit(30, 60, 30),
    "export": Limit(5, 3600, 5),
}
"""By who asks; OPEN stands in for that, "search" and "export" count beside it."""


class Kind(NamedTuple):
    """Requests that are treated alike: how they are limited, and what they are shed as."""

    methods: str
    path: re.Pattern[str]
    limit: str = ""
    shed: str = ""


READS, WRITES, SOCKETS, ALL = "GET HEAD", "POST PUT PATCH DELETE", "SOCKET", ""

KINDS = (
    Kind(ALL, re.compile(r"/(healthz|readyz|metrics|static/.*|u/.*)"), OPEN),
    Kind(WRITES, re.compile(r"/api/v1/signals/.*"), OPEN),
    Kind(
        WRITES,
        re.compile(
            r"/sign-out|/spaces/[^/]+/contact/.*|/me/sessions/.*"
            r"|.*/(withdrawals?|suppressions?|revocations?|refusal|ending|removal)"
        ),
    ),
    Kind(READS, re.compile(r".*/exports?(/.*|\.\w+)?|.*\.csv"), "export", "search"),
    Kind(READS, re.compile(r".*/search"), "search", "search"),
    Kind(READS, re.compile(r"/api/.*"), shed="api reads"),
    Kind(WRITES, re.compile(r"/api/.*"), shed="api writes"),
    Kind(SOCKETS, re.compile(r".*"), shed="sockets"),
    Kind(WRITES, re.compile(r"/spaces/[^/]+/(chat/|threads/|messages/).*"), shed="chat"),
    Kind(READS, re.compile(r"/calendar/.*"), OPEN, "anonymous"),
    Kind(ALL, re.compile(r".*"), shed="anonymous"),
)
"""The first that fits counts. What is vital - to withdraw, to unsubscribe, to sign out, to revoke,
to tell of a complaint, to be asked for one's health - is never shed."""


def kind_of(scope: Scope) -> Kind:
    """What kind of request this is."""
    method = scope.get("method", SOCKETS)
    return next(
        kind
        for kind in KINDS
        if (kind.methods == ALL or method in kind.methods.split())
        and kind.path.fullmatch(scope["path"])
    )


class Caller:
    """Who asks: found out by whoever looks at their credentials (`identify`)."""

    def __init__(self, address: str, credentials: bytes, book: "Book") -> None:
        self.address = address
        self.credentials = credentials
        self.identified = False
        self._book = book
        self.who: tuple[str, Hashable] = book.known.get(credentials, (ADDRESS, address))

    @property
    def anonymous(self) -> bool:
        """Whether nobody knows who this is."""
        return self.who[0] == ADDRESS

    def identify(self, who: tuple[str, Hashable]) -> None:
        """It is a person or a client after all: what they did counts as theirs."""
        self.identified = True
        if self.credentials and self.who != who:
            if self._book.budget(who[0], who).ask() == 0 and self.anonymous:
                self._book.budget(ADDRESS, self.who).spend(-1)
            self.who = who
            self._book.remember(self.credentials, who)


class Book:
    """What everybody has left, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.known: OrderedDict[bytes, tuple[str, Hashable]] = OrderedDict()
        self._budgets = {
            name: Budgets(limit.times / limit.within_s, limit.burst, clock=clock)
            for name, limit in LIMITS.items()
        }

    def caller(self, scope: Scope) -> Caller:
        """Who asks, as far as can be told from what was seen before."""
        headers = Headers(scope=scope)
        shown = headers.get("authorization", "") + "\n" + ";".join(headers.getlist("cookie"))
        credentials = sha256(shown.encode()).digest() if len(shown) > 1 else b""
        return Caller(_network(scope), credentials, self)

    def budget(self, limit: str, who: tuple[str, Hashable]) -> Budget:
        """What somebody has left of a limit."""
        return self._budgets[limit].of(who)

    def remember(self, credentials: bytes, who: tuple[str, Hashable]) -> None:
        """These credentials are theirs."""
        self.known[credentials] = who
        if len(self.known) > REMEMBERED:
            self.known.popitem(last=False)

    def forget(self, credentials: bytes) -> None:
        """These credentials were not accepted, or not looked at."""
        self.known.pop(credentials, None)


def identify(connection: HTTPConnection, kind: str, id_: Hashable) -> None:
    """Say whose credentials these are; their request counts as theirs (PERSON or CLIENT)."""
    caller: Caller | None = connection.scope.get(CALLER)
    if caller is not None:
        caller.identify((kind, id_))


def _network(scope: Scope) -> str:
    """The caller's address; of IPv6 the /64 that one customer of a provider has."""
    address = scope["client"][0] if scope.get("client") else ""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(int(ip) >> 64) if isinstance(ip, IPv6Address) else address
