"""How a document reads without the editor."""

import pytest
from pycrdt import XmlElement, XmlText

from customer_space.documents.crdt import Text
from customer_space.documents.html import to_html, to_plain
from customer_space.documents.schema import MARKS, NODES, is_safe_href
from tests.customer_space.documents.editor import Editor

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "&lt;b&gt; &amp; 'quoted'",
    "{{ 7 * 7 }}",
    "\u202eabc",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_is_escaped(payload: str) -> None:
    ana = Editor(1)
    ana.paragraph(payload)
    html = to_html(Text(ana.sent))
    assert "<" not in html.removeprefix("<p>").removesuffix("</p>")
    assert to_plain(Text(ana.sent)) == payload


def test_every_node_and_mark_of_the_schema_has_its_element() -> None:
    ana = Editor(1)
    for name in sorted(NODES - {"hard_break", "horizontal_rule", "list_item"}):
        ana.paragraph(name, tag=name)
    ana.root.children.append(XmlElement("horizontal_rule"))
    last = ana.root.children.append(XmlElement("list_item"))
    last.children.append(XmlElement("hard_break"))
    assert to_html(Text([ana.doc.get_update()])) == (
        "<blockquote>blockquote</blockquote><ul>bullet_list</ul>"
        "<pre><code>code_block</code></pre><h2>heading</h2><ol>ordered_list</ol>"
        "<p>paragraph</p><hr><li><br></li>"
    )


def test_marks_nest_in_one_order_and_links_carry_their_rel() -> None:
    ana = Editor(1)
    words = ana.paragraph("all")
    link = {"href": "https://acme.example/?a=1&b=<2>", "title": 'say "hi"'}
    words.format(0, 3, {**{mark: {} for mark in MARKS}, "link": link})
    assert to_html(Text([ana.doc.get_update()])) == (
        '<p><a href="https://acme.example/?a=1&amp;b=&lt;2&gt;" '
        'rel="noopener noreferrer nofollow ugc">'
        "<strong><em><s><code>all</code></s></em></strong></a></p>"
    )


@pytest.mark.parametrize(
    ("level", "tag"),
    [(1, "h2"), (2, "h3"), (3, "h4"), (9, "h4"), (0, "h2"), ("2", "h3"), ("x", "h2"), (2.0, "h3")],
)
def test_the_pages_own_heading_stays_the_only_one(level: object, tag: str) -> None:
    ana = Editor(1)
    ana.root.children.append(XmlElement("heading", {"level": level}))
    assert to_html(Text([ana.doc.get_update()])) == f"<{tag}></{tag}>"


def test_an_ordered_list_keeps_where_it_starts() -> None:
    ana = Editor(1)
    for order in (1, 4):
        ana.root.children.append(XmlElement("ordered_list", {"order": order}))
    assert to_html(Text([ana.doc.get_update()])) == '<ol></ol><ol start="4"></ol>'


def test_what_the_schema_does_not_name_is_left_out() -> None:
    ana = Editor(1)
    ana.root.children.append(XmlElement("script")).children.append(XmlText("alert(1)"))
    bad = ana.paragraph("click")
    bad.format(0, 5, {"link": {"href": "javascript:alert(1)"}, "blink": {}})
    bad.insert_embed(0, {"image": "x"})
    assert to_html(Text([ana.doc.get_update()])) == "<p>click</p>"


def test_control_characters_do_not_reach_the_database() -> None:
    ana = Editor(1)
    ana.paragraph("a\x00b\x08c")
    text = Text([ana.doc.get_update()])
    assert to_html(text) == "<p>abc</p>"
    assert to_plain(text) == "abc"


def test_plain_text_has_a_block_a_line() -> None:
    ana = Editor(1)
    ana.paragraph("Goals", tag="heading")
    ana.paragraph("One")
    assert to_plain(Text([ana.doc.get_update()])) == "Goals\nOne"


@pytest.mark.parametrize(
    "href", ["https://a.example", "https://a.example:8443/x?y#z", "mailto:a@b.example"]
)
def test_links_lead_to_https_and_mail(href: str) -> None:
    assert is_safe_href(href)
