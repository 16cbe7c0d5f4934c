"""How words are shown: nothing of them is markup, https addresses can be followed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from collaboration.chat.rules import linked

LINK = '<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>'
LINKED = {
    "https://acme.example": LINK.format("https://acme.example"),
    "See https://acme.example.": "See " + LINK.format("https://acme.example") + ".",
    "(https://acme.example/a_(b))": "(" + LINK.format("https://acme.example/a_(b)") + ")",
    "https://a.example?x=1&y=2": LINK.format("https://a.example?x=1&amp;y=2"),
    "HTTPS://ACME.EXAMPLE": LINK.format("HTTPS://ACME.EXAMPLE"),
    "https://": "https://",
    "https://.": "https://.",
    "http://acme.example": "http://acme.example",
    "javascript:alert(1)": "javascript:alert(1)",
    "one\ntwo": "one\ntwo",
    "https://a.example\nhttps://b.example": LINK.format("https://a.example")
    + "\n"
    + LINK.format("https://b.example"),
    '"https://a.example"onclick=x': "&#34;" + LINK.format("https://a.example") + "&#34;onclick=x",
    "<b>https://a.example</b>": "&lt;b&gt;" + LINK.format("https://a.example") + "&lt;/b&gt;",
}


@pytest.mark.parametrize(("text", "markup"), LINKED.items())
def test_addresses_become_links_and_the_sentence_around_them_does_not(text, markup):
    assert linked(text) == markup


@given(st.text(alphabet=st.sampled_from("https:/ .,()<>\"'&ab\n\u202e"), max_size=60))
def test_nothing_anybody_writes_becomes_other_markup(text):
    without_links = re.sub(r"</?a\b[^<>]*>", "", linked(text))
    assert without_links == str(escape(text))
