"""The one door to the CRDT library."""

import asyncio

import pytest
from pycrdt import Doc
from pycrdt import Text as PlainText

from customer_space.documents.crdt import Text, guarded, opening
from customer_space.documents.errors import BrokenDocument, Refused
from customer_space.documents.html import to_html
from customer_space.documents.yupdate import decode_state, encode_state
from tests.customer_space.documents.editor import Editor


def test_a_panic_of_the_library_becomes_a_broken_document() -> None:
    doc = Doc()
    words = doc.get("t", type=PlainText)
    words.insert(0, "é")
    words.insert(2, "x")
    with pytest.raises(BrokenDocument), guarded():
        del words[1:3]


@pytest.mark.parametrize("stop", [asyncio.CancelledError, KeyboardInterrupt, SystemExit])
def test_cancellation_and_exit_pass_the_door(stop: type[BaseException]) -> None:
    with pytest.raises(stop), guarded():
        raise stop


def test_bytes_that_are_no_update_break_only_the_copy_in_memory() -> None:
    ana = Editor(1)
    ana.paragraph("kept")
    text = Text(ana.sent)
    with pytest.raises(BrokenDocument):
        text.apply(b"\xff\xff\xff")
    assert to_html(Text(ana.sent)) == "<p>kept</p>"


def test_applying_says_whether_anything_changed() -> None:
    ana = Editor(1)
    ana.paragraph("one")
    text = Text()
    assert text.apply(ana.sent[0])
    assert not text.apply(ana.sent[0])
    del ana.root.children[0]
    assert text.apply(ana.sent[1])
    assert not text.apply(ana.doc.get_update())


def test_a_replica_that_comes_back_gets_what_it_lacks_and_nothing_else() -> None:
    ana, rob = Editor(1), Editor(2)
    ana.paragraph("one")
    rob.hear(ana.sent[0])
    ana.paragraph("two")
    text = Text(ana.sent)
    missing = text.since(rob.doc.get_state())
    assert len(missing) < len(text.encoded())
    rob.hear(missing)
    assert str(rob.root) == str(ana.root)


@pytest.mark.parametrize(
    "state", [b"", b"\x01", b"\xff" * 64, b"\x01\x07\x01\x00", b"\x02\x07\x01\x07\x01"]
)
def test_a_state_vector_from_outside_is_read_before_the_library_sees_it(state: bytes) -> None:
    with pytest.raises(Refused):
        Text().since(state)


def test_equal_states_are_compared_as_maps() -> None:
    one, other = b"\x02\x07\x01\x08\x02", b"\x02\x08\x02\x07\x01"
    assert decode_state(one) == decode_state(other) == {7: 1, 8: 2}
    assert encode_state(decode_state(one)) == other


def test_a_document_can_be_opened_with_blocks() -> None:
    text = Text(
        [opening([("heading", "Goals"), ("bullet_list", "Fewer returns"), ("paragraph", "")])]
    )
    assert to_html(text) == "<h2>Goals</h2><ul><li><p>Fewer returns</p></li></ul><p></p>"
