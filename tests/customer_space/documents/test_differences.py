"""How two texts differ, as people read it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from customer_space.documents.differences import Line, changes, compare, folded, lines_of

units = st.lists(st.sampled_from(["a", "b", "c", "two words", "É 😀"]), max_size=12)


def read(lines):
    """What stood there before, and what stands there now, out of a comparison."""
    before, after = [], []
    for line in lines:
        old = "".join(p.words for p in line.pieces if p.kind != "added")
        new = "".join(p.words for p in line.pieces if p.kind != "removed")
        before += [old] if old else []
        after += [new] if new else []
    return before, after


@settings(max_examples=300)
@given(units, units)
def test_a_comparison_holds_both_texts_whole(old, new):
    compared = compare([Line("paragraph", w) for w in old], [Line("paragraph", w) for w in new])

    assert read(compared) == (old, new)
    assert [line for stretch in folded(compared) for line in stretch.lines] == compared


@settings(max_examples=300)
@given(units, units)
def test_changes_lead_from_one_to_the_other_without_gaps(old, new):
    made, at, new_at = [], 0, 0
    for change in changes(old, new):
        assert (change.start, change.new_start) == (at, new_at)
        at, new_at = change.end, change.new_end
        made += old[change.start : at] if change.same else new[change.new_start : new_at]
    assert (made, at, new_at) == (new, len(old), len(new))


def test_one_word_in_a_sentence_reads_as_one_word():
    [line] = compare(
        [Line("paragraph", "A call every second Tuesday morning.")],
        [Line("paragraph", "A call every second Thursday morning.")],
    )

    assert [tuple(piece) for piece in line.pieces] == [
        ("same", "A call every second "),
        ("removed", "Tuesday"),
        ("added", "Thursday"),
        ("same", " morning."),
    ]


def test_a_sentence_in_the_place_of_another_reads_as_two():
    compared = compare(
        [Line("paragraph", "We meet in Lisbon.")], [Line("paragraph", "Nobody calls on Fridays")]
    )

    assert [[piece.kind for piece in line.pieces] for line in compared] == [["removed"], ["added"]]


def test_a_heading_made_of_a_paragraph_is_a_change():
    compared = compare([Line("paragraph", "Goals")], [Line("heading", "Goals")])

    assert [(line.shape, line.pieces[0].kind) for line in compared] == [
        ("paragraph", "removed"), ("heading", "added"),
    ]  # fmt: skip


def test_what_is_far_from_a_change_is_folded():
    old = [Line("paragraph", f"Line {n}") for n in range(20)]
    new = [*old[:10], Line("paragraph", "Something else"), *old[10:]]

    stretches = folded(compare(old, new))

    assert [(stretch.folded, len(stretch.lines)) for stretch in stretches] == [
        (True, 8), (False, 5), (True, 8),
    ]  # fmt: skip


def test_two_long_texts_without_a_word_in_common_are_compared_in_time():
    old = [Line("paragraph", " ".join(f"a{n % 7}" for n in range(30_000)))]
    new = [Line("paragraph", " ".join(f"b{n % 7}" for n in range(30_000)))]

    assert [line.pieces[0].kind for line in compare(old, new)] == ["removed", "added"]


def test_lists_quotes_and_breaks_are_lines():
    def text(words):
        return {"text": [[words, {}]]}

    def node(tag, *children):
        return {"tag": tag, "attributes": {}, "children": list(children)}

    tree = [
        node("heading", text("Goals")),
        node("bullet_list", node("list_item", node("paragraph", text("Fewer returns")))),
        node("blockquote", node("paragraph", text("said "), node("hard_break"), text("Ana"))),
        node("paragraph"),
    ]

    assert lines_of(tree) == [
        Line("heading", "Goals"), Line("item", "Fewer returns"), Line("quote", "said \nAna"),
    ]  # fmt: skip
