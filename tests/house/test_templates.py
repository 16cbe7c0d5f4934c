"""Rules that every template keeps, also those not written yet."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal.templating import templates

FOLDER = Path("templates")
EVERY = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FRAGMENTS = [
    name
    for name in EVERY
    if Path(name).name.startswith("_") and not name.startswith(("layouts/", "components/"))
]
LETTERS = [name for name in EVERY if name.endswith("letter.html")]
ATTRIBUTES = {
    "hx-get", "hx-post", "hx-target", "hx-swap", "hx-trigger", "hx-include", "hx-disabled-elt",
    "hx-push-url", "hx-ws:connect",
}  # fmt: skip


def source(name: str) -> str:
    return (FOLDER / name).read_text()


def markup(name: str) -> str:
    """The template's HTML without Jinja's tags, comments and expressions."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source(name), flags=re.DOTALL)


@pytest.mark.parametrize("name", EVERY)
def test_it_compiles(name, app_routes):
    templates.get_template(name)


@pytest.mark.parametrize("name", [name for name in EVERY if name not in LETTERS])
def test_nothing_is_inline(name):
    html = markup(name)

    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<style", html)
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son[a-z]+=", html)
    assert not re.search(r"\shx-on", html)


@pytest.mark.parametrize("name", EVERY)
def test_only_the_known_htmx_attributes_are_in_use(name):
    used = set(re.findall(r"\s(hx-[a-z:-]+)=", source(name)))

    assert used <= ATTRIBUTES
    for tag in re.findall(r"<[a-z]+\b[^>]*\shx-(?:get|post)=[^>]*>", markup(name)):
        assert " hx-target=" in tag, tag
        assert " hx-swap=" in tag, tag


@pytest.mark.parametrize("name", EVERY)
def test_only_python_writes_out_of_band_markers(name):
    assert "hx-swap-oob" not in source(name)


class Roots(HTMLParser):
    """Counts the elements at the top, and whether the first has an id."""

    VOID = {"input", "br", "img", "hr", "meta", "link", "use", "path", "circle", "rect", "line"}

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.roots: list[bool] = []

    def handle_starttag(self, tag, attrs):
        if self.depth == 0:
            self.roots.append("id" in dict(attrs))
        if tag not in self.VOID:
            self.depth += 1

    def handle_startendtag(self, tag, attrs):
        if self.depth == 0:
            self.roots.append("id" in dict(attrs))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self.depth -= 1


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_has_one_root_with_an_id(name):
    parser = Roots()
    parser.feed(only_first_branches(source(name)))

    assert parser.roots == [True]


def only_first_branches(text: str) -> str:
    """The template as if every condition held: elif and else branches are left out."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*(set|macro|from|import|include|extends|call|endcall)\b.*?%\}", "", text)
    out, skipping = [], [False]
    for piece in re.split(r"(\{%.*?%\})", text, flags=re.DOTALL):
        word = re.match(r"\{%-?\s*(\w+)", piece)
        if word is None:
            if not any(skipping):
                out.append(re.sub(r"\{\{.*?\}\}", "x", piece, flags=re.DOTALL))
        elif word[1] in {"if", "for"}:
            skipping.append(False)
        elif word[1] in {"elif", "else"}:
            skipping[-1] = True
        elif word[1] in {"endif", "endfor"}:
            skipping.pop()
    return "".join(out)


@pytest.mark.parametrize("name", EVERY)
def test_every_link_names_a_route(name, app_routes):
    named = set(re.findall(r"path_for\(\s*[\"']([^\"']+)[\"']", source(name)))

    assert named <= app_routes
