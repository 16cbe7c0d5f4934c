"""Everything the environment may change, read once at the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

PREFIX = "PARLEY_"
DEVELOPMENT_SECRET = "only-for-development-never-in-production"  # noqa: S105 - refused by `serve`
_OIDC = re.compile(r"OIDC_([A-Z0-9]+)_(ISSUER|CLIENT_ID|CLIENT_SECRET)")


_FORMS = {
    "LOG_FORMAT": (re.compile("text|json"), "text or json"),
    "INBOUND_SMTP": (re.compile(r".+:\d{1,5}"), "host:port"),
}


class WrongSetting(ValueError):
    """The environment holds something the portal cannot work with."""


@dataclass(frozen=True)
class Provider:
    """An OpenID provider that company staff may sign in with."""

    name: str
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """The settings, each named in the README. Times are seconds, sizes as their names say."""

    database_url: str = ""
    data_dir: Path = Path("var")
    redis_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_keys: tuple[str, ...] = (DEVELOPMENT_SECRET,)
    smtp_url: str = ""
    gateway_relay: str = ""
    mail_from: str = "Parley <parley@localhost>"
    inbound_smtp: str = ""
    trusted_proxies: tuple[str, ...] = ()
    max_upload_mb: int = 25
    log_format: str = "text"
    metrics_token: str = field(default="", repr=False)
    own_company: str = "Our company"
    signal_keys: tuple[str, ...] = field(default=(), repr=False)
    """`provider=secret`: how each mail provider proves who it is (gate/signals/access.py)."""
    providers: tuple[Provider, ...] = ()
    demo: bool = False
    """Set by the command line only: one-click sign-in as a named person."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read all PARLEY_ variables.

        Raises:
            WrongSetting: for an unknown name or a value of the wrong form.
        """
        known = {f.name.upper(): f.name for f in fields(cls)} | {}
        for internal in ("DEMO", "PROVIDERS"):
            del known[internal]
        given: dict[str, object] = {}
        providers: dict[str, Provider] = {}
        for name, value in environment.items():
            if not name.startswith(PREFIX):
                continue
            short = name.removeprefix(PREFIX)
            if provider := _OIDC.fullmatch(short):
                key, part = provider[1].lower(), provider[2].lower()
                providers[key] = replace(providers.get(key, Provider(key)), **{part: value})
            elif short in known:
                given[known[short]] = _parsed(short, value)
            else:
                raise WrongSetting(f"{name} is not a setting of Parley. The README lists them all.")
        return cls(**given, providers=_complete(providers))  # type: ignore[arg-type]

    @property
    def secure(self) -> bool:
        """Whether the portal is reached over TLS, so cookies can be bound to it."""
        return self.base_url.startswith("https://")

    def production_problems(self) -> list[str]:
        """Why `parley serve` must not start with these, a sentence each."""
        problems = []
        if DEVELOPMENT_SECRET in self.secret_keys or min(map(len, self.secret_keys)) < 32:  # noqa: PLR2004
            problems.append("PARLEY_SECRET_KEYS needs secrets of at least 32 characters.")
        if not self.secure:
            problems.append("PARLEY_BASE_URL must start with https://.")
        return problems


def _parsed(name: str, value: str) -> object:
    match name:
        case "DATA_DIR":
            return Path(value)
        case "SECRET_KEYS" | "TRUSTED_PROXIES" | "SIGNAL_KEYS":
            parts = tuple(part.strip() for part in value.split(",") if part.strip())
            if name == "SIGNAL_KEYS" and not all(map(_is_pair, parts)):
                raise WrongSetting(f"{PREFIX}{name} holds pairs like mailgun=secret.")
            return parts
        case "MAX_UPLOAD_MB":
            if not value.isdecimal() or not 1 <= int(value) <= 1024:  # noqa: PLR2004
                raise WrongSetting(f"{PREFIX}{name} must be a whole number, 1 to 1024.")
            return int(value)
        case "LOG_FORMAT" | "INBOUND_SMTP":
            form, words = _FORMS[name]
            if not form.fullmatch(value):
                raise WrongSetting(f"{PREFIX}{name} must be {words}.")
            return value
        case "BASE_URL":
            if not value.startswith(("http://", "https://")):
                raise WrongSetting(f"{PREFIX}{name} must start with http:// or https://.")
            return value.rstrip("/")
        case _:
            return value


def _is_pair(part: str) -> bool:
    name, _, value = part.partition("=")
    return bool(name and value)


def _complete(providers: Mapping[str, Provider]) -> tuple[Provider, ...]:
    for provider in providers.values():
        if not (provider.issuer and provider.client_id and provider.client_secret):
            raise WrongSetting(
                f"{PREFIX}OIDC_{provider.name.upper()}_ needs ISSUER, CLIENT_ID and CLIENT_SECRET."
            )
    return tuple(providers.values())
