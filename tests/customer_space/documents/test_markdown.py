"""A text as Markdown says what the text says, and nothing typed becomes markup."""

import pytest

from customer_space.documents.markdown import to_markdown


def text(*runs):
    return {"text": [[words, marks] for words, marks in runs]}


def block(tag, *children, **attributes):
    return {"tag": tag, "attributes": attributes, "children": list(children)}


def words(plain):
    return block("paragraph", text((plain, {})))


@pytest.mark.parametrize(
    ("blocks", "written"),
    [
        ([block("heading", text(("Goals", {})), level=2), words("Fewer calls")],
         "### Goals\n\nFewer calls\n"),
        ([block("bullet_list", block("list_item", words("one")), block("list_item", words("two")))],
         "- one\n- two\n"),
        ([block("ordered_list", block("list_item", words("a"), words("b")), order=3)],
         "3. a\n\n   b\n"),
        ([block("blockquote", words("as said"))], "> as said\n"),
        ([block("code_block", text(("x = *1*", {})))], "```\nx = *1*\n```\n"),
        ([block("paragraph", text(("very ", {}), ("new", {"strong": {}}), (" idea", {})))],
         "very **new** idea\n"),
        ([block("paragraph", text(("here", {"link": {"href": "https://acme.example"}})))],
         "[here](https://acme.example)\n"),
        ([words("*not* [markup](x) <b>")], "\\*not\\* \\[markup\\](x) \\<b\\>\n"),
        ([block("horizontal_rule"), block("unheard_of", words("still read"))],
         "---\n\nstill read\n"),
    ],
)  # fmt: skip
def test_what_is_written_reads_the_same(blocks, written):
    assert to_markdown(blocks) == written
