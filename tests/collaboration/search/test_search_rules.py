"""What is looked for, and how a find is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.search.rules import MOST_WORDS, SHOWN, excerpt, tsquery, words_of

WORDS = {
    "Deliveries": ["deliveries"],
    "  two   words two ": ["two", "words"],
    "it's 7:30": ["it", "s", "7", "30"],
    "über Straße": ["über", "strasse"],
    "a & !b | (c) <-> 'd' :*": ["a", "b", "c", "d"],
    "\x00\\' --": [],
    "_": [],
}


@pytest.mark.parametrize(("asked", "words"), WORDS.items())
def test_only_words_are_looked_for(asked, words):
    assert words_of(asked) == words


def test_no_more_is_looked_for_than_anybody_types():
    assert len(words_of(" ".join(f"w{n}" for n in range(100)))) == MOST_WORDS


@given(st.text())
def test_nothing_typed_is_an_operator(asked):
    assert tsquery(words_of(asked)).replace(" & ", "").replace(":*", "").isalnum() or not words_of(
        asked
    )


def test_the_words_stand_marked_in_their_surroundings():
    text = (
        "x " * 100 + "The truck of <Tuesday> came at six, and two trucks on Friday. " + "y " * 200
    )
    found = excerpt(text, ["truck"])
    assert found.startswith("…x ")
    assert found.endswith("…")
    assert "<mark>truck</mark> of &lt;Tuesday&gt;" in found
    assert "<mark>trucks</mark>" in found
    assert len(found.striptags()) < SHOWN + 10


def test_a_word_inside_another_is_not_marked():
    assert excerpt("return and unreturned", ["return"]) == "<mark>return</mark> and unreturned"


def test_where_no_word_can_be_shown_the_beginning_is():
    assert excerpt("Straße", ["strasse"]) == "Straße"
