"""Writing letters: one text and one HTML template each, links from the portal's own address."""

from dataclasses import dataclass
from typing import Any

from portal.mail import Letter
from portal.settings import Settings
from portal.templating import templates


@dataclass(frozen=True)
class Stationery:
    """What every letter needs to know of the portal."""

    base_url: str
    company: str
    mail_from: str

    @classmethod
    def of(cls, settings: Settings) -> "Stationery":
        return cls(settings.base_url, settings.own_company, settings.mail_from)

    def url(self, route: str, **params: Any) -> str:
        """An address in the portal, whole, never from a request's Host."""
        path_for: Any = templates.globals["path_for"]
        return f"{self.base_url}{path_for(route, **params)}"

    def write(
        self,
        template: str,
        *,
        to: str,
        subject: str,
        headers: dict[str, str] | None = None,
        **context: Any,
    ) -> Letter:
        """The letter of `<template>.txt` and `<template>.html`."""
        context = {"company": self.company, "base_url": self.base_url, **context}
        text = templates.get_template(f"{template}.txt").render(context)
        html = templates.get_template(f"{template}.html").render(context)
        return Letter(to=to, subject=subject, text=text, html=html, headers=headers or {})
