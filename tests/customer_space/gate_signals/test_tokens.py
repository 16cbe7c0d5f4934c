"""A link says who and what, to us alone, for ever."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_space.gate.tokens import ContactToken, NotAToken, mint, opened
from customer_space.preferences.suppressions import keys_of

OLD, NEW = keys_of(["first key"]), keys_of(["second key", "first key"])
ANAS = ContactToken(
    UUID(int=1 << 100), UUID(int=7), "news", "marketing", datetime(2026, 11, 21, 20, tzinfo=UTC)
)


def test_a_token_tells_us_what_it_was_made_of():
    assert opened(mint(ANAS, NEW), NEW) == ANAS


def test_a_token_of_an_old_key_works_while_the_key_is_kept():
    text = mint(ANAS, OLD)

    assert opened(text, NEW) == ANAS
    with pytest.raises(NotAToken):
        opened(text, keys_of(["second key"]))


def test_a_key_of_the_same_id_but_other_content_opens_nothing():
    [key_id] = OLD
    with pytest.raises(NotAToken):
        opened(mint(ANAS, OLD), {key_id: b"guessed"})


def test_no_character_of_a_token_can_be_changed_removed_or_added():
    text = mint(ANAS, NEW)
    for place, letter in enumerate(text):
        for other in "Aq9_-":
            if other != letter:
                with pytest.raises(NotAToken):
                    opened(text[:place] + other + text[place + 1 :], NEW)
        with pytest.raises(NotAToken):
            opened(text[:place] + text[place + 1 :], NEW)
    for more in ("A", "=", "==", "\n", " "):
        with pytest.raises(NotAToken):
            opened(text + more, NEW)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.hex()))
def test_what_eve_makes_up_is_no_token(text):
    with pytest.raises(NotAToken):
        opened(text, NEW)


@given(
    st.uuids(),
    st.uuids(),
    st.from_regex(r"[a-z-]{1,60}", fullmatch=True),
    st.integers(0, 2**32 - 1),
)
def test_every_token_comes_back_whole_and_fits_a_url(person, touch, topic, at):
    token = ContactToken(person, touch, topic, "news", datetime.fromtimestamp(at, UTC))
    text = mint(token, NEW)

    assert opened(text, NEW) == token
    assert len(text) < 400
    assert text.replace("-", "").replace("_", "").isalnum()
