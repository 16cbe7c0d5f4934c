"""A page in the eyes of a browser that gets pushes: elements by id, and what replaces them."""

import re
from html.parser import HTMLParser
from uuid import UUID

import asgi
from portal.live import Event, number_of

VOID = {"input", "br", "img", "hr", "meta", "link", "use", "path"}


class Places(HTMLParser):
    """Where each element with an id begins and ends."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._starts = [0, *(match.end() for match in re.finditer("\n", html))]
        self._open: list[tuple[str, str | None, int]] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.top: list[str] = []
        self.feed(html)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            id_ = dict(attrs).get("id")
            if not self._open and id_:
                self.top.append(id_)
            self._open.append((tag, id_, self._here()))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        opened, id_, start = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        if id_:
            self.places[id_] = (start, self._here() + len(f"</{tag}>"))


def main_of(page: str) -> str:
    """What stands in <main>."""
    return page[page.index("<main") : page.index("</main>") + len("</main>")]


def patched(page: str, push: str) -> str:
    """The page after a push: each element that is on it is replaced, others are passed over."""
    pushed = Places(push)
    assert pushed.top, "a push brings something"
    for id_ in pushed.top:
        start, end = pushed.places[id_]
        element = push[start:end]
        assert ' hx-swap-oob="true"' in element
        found = Places(page).places.get(id_)
        if found:
            plain = element.replace(' hx-swap-oob="true"', "", 1)
            page = page[: found[0]] + plain + page[found[1] :]
    return page


async def pushes(topic: str, since: int) -> tuple[list[str], list[str]]:
    """The kinds announced since, and the push of each as everybody gets it."""
    events = await Event.filter(topic=topic, number__gt=since).order_by("number")
    assert await number_of(topic) == since + len(events)
    rendered = [await asgi.RENDERERS[event.kind](UUID(str(event.subject))) for event in events]
    return [event.kind for event in events], [str(markup) for markup in rendered]
