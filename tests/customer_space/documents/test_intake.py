"""What may enter a document, and what ends the sender's connection."""

from random import Random

import pytest
from pycrdt import XmlText

from customer_space.documents.crdt import Text
from customer_space.documents.errors import BrokenDocument, Gap, Refused
from customer_space.documents.html import to_html
from customer_space.documents.intake import check, placement_of
from customer_space.documents.placement import MOST_CHARACTERS, MOST_CLIENTS, Placement
from customer_space.documents.placement_kept import packed, unpacked
from tests.customer_space.documents.editor import Editor
from tests.customer_space.documents.hostile import CRAFTED, PARAGRAPH, START, string, update


@pytest.mark.parametrize("name", CRAFTED)
def test_eves_crafted_update_is_refused_and_leaves_no_trace(name: str) -> None:
    placement = placement_of([update(PARAGRAPH, client=99)])
    before = placement.state, placement.size, placement.characters
    with pytest.raises(Refused):
        check(CRAFTED[name], placement)
    assert (placement.state, placement.size, placement.characters) == before

    assert check(update(*START, string()), placement) == {7}


def test_the_crafted_updates_are_as_many_as_promised() -> None:
    assert len(CRAFTED) >= 126


@pytest.mark.parametrize("seed", range(6))
def test_honest_edits_of_two_people_are_all_taken_and_both_see_the_same(seed: int) -> None:
    ana, rob = Editor(2 * seed), Editor(2 * seed + 1)
    placement, text, seen = Placement(), Text(), {ana: 0, rob: 0}
    for _ in range(120):
        person, other = (ana, rob) if person_first(ana) else (rob, ana)
        person.edit()
        for sent in person.sent[seen[person] :]:
            check(sent, placement)
            text.apply(sent)
            if ana.random.random() < 0.7:
                other.hear(sent)
        seen[person] = len(person.sent)
        if ana.random.random() < 0.2:
            other.hear(text.since(other.doc.get_state()))
    for person in (ana, rob):
        person.hear(text.encoded())
    assert placement.state == text.state
    for person in (ana, rob):
        assert to_html(Text([person.doc.get_update()])) == to_html(text)
    assert placement_of([text.encoded()]).state == text.state
    again = unpacked(packed(placement))
    assert (again.nodes, again.characters, again.size) == (
        placement.nodes, placement.characters, placement.size,
    )  # fmt: skip
    for client, runs in placement.runs.items():
        kept = again.runs[client]
        assert (kept.starts, kept.places, kept.end) == (runs.starts, runs.places, runs.end)


def person_first(ana: Editor) -> bool:
    return ana.random.random() < 0.5


def test_what_carl_wrote_offline_into_a_deleted_paragraph_is_taken_and_is_gone() -> None:
    ana, carl = Editor(1), Editor(2)
    for words in ("one", "two", "three"):
        ana.paragraph(words)
    carl.hear(ana.doc.get_update())
    second = carl.root.children[1]
    second.children.append(XmlText("offline"))
    second.children[0].insert(0, "more ")
    del ana.root.children[1]

    compacted = Text([ana.doc.get_update()]).encoded()
    placement, text = placement_of([compacted]), Text([compacted])
    for sent in carl.sent:
        check(sent, placement)
        text.apply(sent)
    assert to_html(text) == "<p>one</p><p>three</p>"
    assert placement.state == text.state


def test_a_repeat_is_harmless_and_an_update_from_the_middle_is_a_gap() -> None:
    ana = Editor(3)
    for _ in range(10):
        ana.edit()
    placement = Placement()
    with pytest.raises(Gap):
        check(ana.sent[-1], placement)
    for sent in ana.sent:
        check(sent, placement)
    state = placement.state
    assert check(ana.doc.get_update(), placement) == set()
    assert check(ana.sent[0], placement) == set()
    assert placement.state == state


def test_a_part_that_is_known_already_is_continued() -> None:
    placement = Placement()
    check(update(*START, string("hel")), placement)
    assert check(update(*START, string("hello")), placement) == {7}
    assert placement.state == {7: 7}


def test_the_document_is_full_at_a_million_characters() -> None:
    placement = Placement()
    placement.characters = MOST_CHARACTERS - 5
    check(update(*START, string("12345")), placement)
    with pytest.raises(Refused, match="full"):
        check(update(string("6", b"\x00\x07\x01"), clock=7), placement)


def test_the_document_has_a_bounded_number_of_writers() -> None:
    placement = Placement()
    for client in range(MOST_CLIENTS):
        check(update(PARAGRAPH, client=client), placement)
    with pytest.raises(Refused, match="writers"):
        check(update(PARAGRAPH, client=MOST_CLIENTS), placement)
    assert check(update(PARAGRAPH, client=5, clock=1), placement) == {5}


def test_4000_damaged_updates_are_refused_or_understood_as_the_library_does() -> None:
    random = Random(85)
    ana = Editor(4)
    for _ in range(60):
        ana.edit()
    taken = 0
    for round_ in range(4000):
        base = random.randrange(len(ana.sent))
        damaged = damage(ana.sent[base], random)
        known = ana.sent[:base]
        if round_ % 40 == 0 or base < 10:
            taken += is_taken_alike(known, damaged)
        else:
            with_nothing_else(damaged)
    assert taken > 20


def damage(sent: bytes, random: Random) -> bytes:
    broken = bytearray(sent)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(broken) + 1)
        match random.randrange(4):
            case 0 if at < len(broken):
                broken[at] = random.randrange(256)
            case 1:
                broken[at:at] = bytes((random.choice((0, 1, 127, 128, 255)),)) * random.randint(
                    1, 5
                )
            case 2:
                del broken[at : at + random.randint(1, 4)]
            case _ if at < len(broken):
                broken[at] ^= 1 << random.randrange(8)
    return bytes(broken)


def is_taken_alike(known: list[bytes], damaged: bytes) -> bool:
    placement = placement_of(known)
    try:
        check(damaged, placement)
    except Refused:
        return False
    text = Text(known)
    text.apply(damaged)
    assert placement.state == text.state
    assert to_html(Text([text.encoded()])) == to_html(text)
    return True


def with_nothing_else(damaged: bytes) -> None:
    try:
        check(damaged, Placement())
    except Refused:
        return
    try:
        Text([damaged])
    except BrokenDocument as error:
        pytest.fail(f"the library does not understand {damaged.hex()}: {error}")
