"""What a mail looks like on the wire, and what can never be put into its head."""

import pytest

from portal.mail import Letter, UnsafeHeader, message_of

ID = "<1@parley.example>"


def wire(letter: Letter) -> str:
    return message_of(letter, message_id=ID, sender="Parley <p@parley.example>").as_string()


def test_a_letter_has_both_parts_and_the_usual_headers():
    letter = Letter("ana@acme.example", "Grüße aus Köln", "Hallo Ana", html="<p>Hallo Ana</p>")
    message = message_of(letter, message_id=ID, sender="Parley <p@parley.example>")

    assert message["Subject"] == "Grüße aus Köln"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize(
    "subject",
    [
        "Hello\r\nBcc: x@y.example",
        "Hello\nBcc: x@y.example",
        "Hello\rBcc: x@y.example",
        "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
        "Hello =?utf-8?b?DQpCY2M6IHhAeQ==?=",
        "Hello\x00",
        "Hello\u2028Bcc: x@y.example",
        "Hello\x0bBcc: x@y.example",
    ],
)
def test_no_subject_starts_another_header(subject):
    assert "Bcc" not in wire(Letter("ana@acme.example", "Hello", "Hi"))
    with pytest.raises(UnsafeHeader):
        wire(Letter("ana@acme.example", subject, "Hi"))
    with pytest.raises(UnsafeHeader):
        wire(Letter("ana@acme.example", "Hello", "Hi", headers={"X-Topic": subject}))


@pytest.mark.parametrize("to", ["a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example", ""])
def test_no_address_is_more_than_one_address(to):
    with pytest.raises(ValueError):
        wire(Letter(to, "Hello", "Hi"))
