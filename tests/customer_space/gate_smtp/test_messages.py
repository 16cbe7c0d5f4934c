"""A message as bytes: ours on top, theirs untouched, nothing that can be read in two ways."""

import pytest

from customer_space.gate.smtp.messages import Message, NotAMessage
from customer_space.gate.smtp.replies import of_message, reply

RAW = (
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n from us\r\nX-Parley-Topic: offers\r\n"
    b"list-unsubscribe: <https://a.example/>,\r\n <mailto:b@a.example>\r\nBcc: c@d.example\r\n"
    b"Message-ID: <7@a.example>\r\n\r\n.Hello\r\n\r\nSubject: not me\r\n"
)


def test_fields_are_read_unfolded_and_decoded():
    message = Message.parse(RAW)

    assert message.subject == "Grüße from us"
    assert message.first("x-parley-topic") == "offers"
    assert message.first("List-Unsubscribe") == "<https://a.example/>, <mailto:b@a.example>"
    assert message.first("To") == ""
    assert message.identity == "<7@a.example>"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?utf-8?q?a=00b=0Ac?=", "abc"),
        ("=?nothing?q?a?=", "=?nothing?q?a?="),
        ("=?utf-8?b?x?=", "=?utf-8?b?x?="),
        ("\u202e plain", " plain"),
    ],
)
def test_a_subject_is_kept_as_text_whatever_it_holds(raw, shown):
    message = Message.parse(f"Subject: {raw}\r\n\r\n".encode())
    assert message.subject.strip() == shown.strip()


def test_our_headers_take_the_place_of_theirs_and_the_body_stays():
    wire = Message.parse(RAW).carrying({"List-Unsubscribe": "<https://u.example/>, <mailto:u@x>"})

    head, _, body = wire.partition(b"\r\n\r\n")
    assert body == b".Hello\r\n\r\nSubject: not me\r\n"
    assert head.startswith(b"List-Unsubscribe: <https://u.example/>,\r\n <mailto:u@x>\r\nSubject:")
    assert b"a.example/" not in head
    assert b"X-Parley" not in head
    assert b"Bcc" not in head
    assert head.endswith(b"Message-ID: <7@a.example>")


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: a\nBcc: b@c.example\r\n\r\nHello\r\n",
        b"Subject: a\rX: b\r\n\r\nHello\r\n",
        b"Subject: a\r\n\r\nHello\n.\nMAIL FROM:<x@y.example>\r\n",
        b"Subject: a\0b\r\n\r\nHello\r\n",
        b"No field at all\r\n\r\nHello\r\n",
        b" folded from nothing\r\nSubject: a\r\n\r\nHello\r\n",
        b"Sub ject: a\r\n\r\nHello\r\n",
        b"",
    ],
)
def test_what_two_servers_could_read_differently_is_refused(content):
    with pytest.raises(NotAMessage):
        Message.parse(content)


def test_without_a_message_id_the_bytes_say_whether_it_is_the_same():
    one, same, other = (
        Message.parse(f"Subject: {s}\r\n\r\nHello\r\n".encode()).identity for s in "aab"
    )
    assert one == same != other


def test_a_reply_has_short_ascii_lines_each_with_its_code():
    said = reply("550 5.7.1", ["Ana möchte\r\n250 OK keine E-Mails.", "", "x" * 600])

    lines = said.split("\r\n")
    assert lines[0] == "550-5.7.1 Ana mochte 250 OK keine E-Mails."
    assert lines[1].startswith("550 5.7.1 xxx")
    assert max(map(len, lines)) < 512


def test_several_recipients_get_one_answer_that_names_each():
    no, later = "550-5.7.1 Ana said no.\r\n550 5.7.1 Ask her.", "451 4.7.1 At ten."

    assert of_message(["a"], []) == "250 2.0.0 Relayed to 1"
    assert of_message([], [("b", no)]) == no
    assert of_message([], [("b", no), ("c", later)]) == later
    assert of_message(["a"], [("b", no)]) == (
        "250-2.0.0 Relayed to 1 of 2.\r\n250 2.0.0 Not to b: Ana said no. Ask her."
    )
    assert of_message(["a"], [("b", later)]).startswith("451-4.7.1 Relayed to 1 of 2.\r\n")
