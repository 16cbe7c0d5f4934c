"""How words are shown: a small Markdown, and nothing anybody types is markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.chat.afterwards import first_words
from collaboration.chat.rules import plain, shown

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
    "**https://a.example**": "<strong>" + LINK.format("https://a.example") + "</strong>",
    "a **strong** and a *stressed* word": "a <strong>strong</strong> and a <em>stressed</em> word",
    "2 * 3 * 4 and a*b*c": "2 * 3 * 4 and a*b*c",
    "`<b> **x** https://a.example`": "<code>&lt;b&gt; **x** https://a.example</code>",
    "an `open mark": "an `open mark",
}


@pytest.mark.parametrize(("text", "markup"), LINKED.items())
def test_a_line_is_shown_with_its_addresses_and_its_stress(text, markup):
    assert shown(text) == f"<p>{markup}</p>"


BLOCKS = {
    "- one\n- two": "<ul><li>one</li><li>two</li></ul>",
    "Do:\n\n1. one\n2. two\n\nThen": (
        '<p>Do:</p><ol start="1"><li>one</li><li>two</li></ol><p>Then</p>'
    ),
    "> quoted\n> twice\nanswer": "<blockquote>quoted\ntwice</blockquote><p>answer</p>",
    "```\n<script>\n- x\n```\nafter": "<pre><code>&lt;script&gt;\n- x</code></pre><p>after</p>",
    "```\nnever closed": "<pre><code>never closed</code></pre>",
    "```": "<pre><code></code></pre>",
    "-5 degrees": "<p>-5 degrees</p>",
}  # fmt: skip


@pytest.mark.parametrize(("text", "markup"), BLOCKS.items())
def test_lists_code_and_quotations_are_blocks(text, markup):
    assert shown(text) == markup


def test_who_is_named_stands_out_the_longest_name_first():
    html = shown("@Ana Silva, @Ana, @Anastasia and a@Ana.example", {"Ana", "Ana Silva"})
    assert html == (
        '<p><span class="mention">@Ana Silva</span>, <span class="mention">@Ana</span>, '
        "@Anastasia and a@Ana.example</p>"
    )


def test_where_a_message_is_only_mentioned_its_words_stand_alone_in_a_line():
    text = "Have:\n- **one** & `two`\n- <b>three</b>\n```\nA  1\n```\nSee https://a.example."
    assert plain(text) == "Have: one & two <b>three</b> A 1 See https://a.example."


def test_a_commitment_takes_the_first_line_with_words():
    assert first_words("\n```\n- **Send** the list\n- and more") == "Send the list"
    assert first_words("```\n```") == "As said in the conversation"


def test_a_name_full_of_markup_is_only_a_name():
    html = shown("@<img onerror=x>(", {"<img onerror=x>("})
    assert html == '<p><span class="mention">@&lt;img onerror=x&gt;(</span></p>'


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[click](javascript:alert(1))", "[click](https://evil.example)", "<https://a.example>",
    "![x](https://evil.example/x.png)", "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```", "> <iframe src=//evil.example>",
    "- <b onclick=alert(1)>", "1. <a href=javascript:alert(1)>x</a>",
    'https://a.example/"onmouseover=alert(1)//', "https://a.example/'onmouseover=alert(1)//",
    "https://a.example/<script>", "**<u>x</u>**", "*<u>x</u>*", "javascript://https://a.example",
    "data:text/html,<script>alert(1)</script>", "<div hx-get=/x hx-trigger=load>",
    "<div data-hx-get=/x>", "&lt;script&gt;", "&#60;script&#62;", "<!--", "]]>", "<math><mi>",
    "https://a.example\u202egnp.exe", "<style>@import'//evil'</style>", "<base href=//evil>",
    "{{ 7*7 }}", "{% include 'x' %}", "\\<b>", '<a href="https://a.example" style=x>y</a>',
]  # fmt: skip
OURS = re.compile(
    r"</?(?:p|ul|li|pre|code|blockquote|strong|em)>|<ol start=\"\d{1,4}\">|</ol>|</a>|</span>"
    r"|<a href=\"https://[^\"<>\s]+\" rel=\"nofollow noopener noreferrer\">"
    r'|<span class="mention">',
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_shown_as_the_words_it_is(attack):
    for text in (attack, f"- {attack}", f"> {attack}", f"**{attack}**", f"`{attack}`"):
        assert_only_ours(shown(text, {"x"}))


@given(st.text(alphabet=st.sampled_from("https:/ .,()[]<>\"'`*&@->1#ab\n\u202e"), max_size=80))
def test_nothing_anybody_writes_becomes_other_markup(text):
    html = shown(text, {"a", "ab"})
    assert_only_ours(html)
    letters = re.sub(r"[^ab]", "", text)
    assert re.sub(r"[^ab]", "", unescape(OURS.sub("", html))) == letters


def test_a_long_line_of_marks_takes_no_time():
    for mark in ("*", "`", "**a", "*a ", "@", "> ", "- ", "https://", "[", "1. "):
        shown(mark * (8000 // len(mark)), {"a"})


def assert_only_ours(html):
    rest = OURS.sub("", html)
    assert "<" not in rest, html
    assert ">" not in rest, html
