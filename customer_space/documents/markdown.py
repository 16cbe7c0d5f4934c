"""A document as Markdown (CommonMark), for taking it elsewhere. Pure."""

import re
from collections.abc import Callable, Iterable

from customer_space.documents.tree import Branch

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>#|~])")
MARKS = {"strong": "**", "em": "*", "strike": "~~"}


def to_markdown(blocks: Iterable[Branch]) -> str:
    """The blocks (documents.tree), a blank line between them; what was typed is no markup."""
    return "\n\n".join(filter(None, map(_block, blocks))) + "\n"


def _block(branch: Branch) -> str:
    if "text" in branch:
        return _words(branch)
    write = _WRITE.get(branch["tag"])
    return write(branch) if write else _blocks(branch["children"])


def _heading(branch: Branch) -> str:
    return f"{'#' * (1 + int(branch['attributes'].get('level', 1)))} {_paragraph(branch)}"


def _paragraph(branch: Branch) -> str:
    return "".join(map(_block, branch["children"]))


def _quote(branch: Branch) -> str:
    return _indented(_blocks(branch["children"]), "> ", "> ")


def _points(branch: Branch) -> str:
    return "\n".join(_indented(_block(item), "- ", "  ") for item in branch["children"])


def _steps(branch: Branch) -> str:
    first = int(branch["attributes"].get("order", 1))
    return "\n".join(
        _indented(_block(item), f"{number}. ", "   ")
        for number, item in enumerate(branch["children"], first)
    )


def _code(branch: Branch) -> str:
    return f"```\n{_plain(branch['children'])}\n```"


_WRITE: dict[str, Callable[[Branch], str]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "blockquote": _quote,
    "bullet_list": _points,
    "ordered_list": _steps,
    "code_block": _code,
    "horizontal_rule": lambda _: "---",
    "hard_break": lambda _: "\\\n",
}


def _blocks(branches: Iterable[Branch]) -> str:
    return "\n\n".join(filter(None, map(_block, branches)))


def _words(branch: Branch) -> str:
    return "".join(_run(words, marks) for words, marks in branch["text"])


def _run(words: str, marks: dict[str, object]) -> str:
    if "code" in marks:
        return f"`{words.replace('`', '´')}`"
    written = _MEANS_SOMETHING.sub(r"\\\1", words)
    core = written.strip()
    if not core:
        return written
    for name, sign in MARKS.items():
        if name in marks:
            written = written.replace(core, f"{sign}{core}{sign}", 1)
            core = f"{sign}{core}{sign}"
    link = marks.get("link")
    if isinstance(link, dict) and isinstance(link.get("href"), str):
        return f"[{written}]({link['href']})"
    return written


def _plain(branches: Iterable[Branch]) -> str:
    return "".join(
        "".join(words for words, _ in branch["text"]) if "text" in branch else "\n"
        for branch in branches
    )


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(f"{rest}{line}".rstrip() for line in lines[1:])])
