"""The secret in a Reply-To address."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.notifications.replies.tokens import LIVES, Expired, NotOurs, mint, opened

NOON = datetime(2027, 3, 3, 12, 20, tzinfo=UTC)
KEYS = ("the newest of the keys, quite long", "an older one")


@given(st.uuids(), st.datetimes(datetime(2026, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_a_token_opens_whatever_mail_servers_do_to_its_case(id_, at):
    at = at.replace(tzinfo=UTC)
    token = mint(id_, at, KEYS)

    assert len(f"reply+{token}") <= 64
    assert opened(token, at, KEYS) == opened(token.upper(), at, KEYS) == id_


def test_it_opens_for_thirty_days_and_with_every_key_that_is_kept():
    id_ = uuid.uuid4()
    token = mint(id_, NOON, KEYS[1:])

    assert opened(token, NOON + LIVES, KEYS) == id_
    with pytest.raises(Expired):
        opened(token, NOON + LIVES + timedelta(hours=1), KEYS)
    with pytest.raises(NotOurs):
        opened(token, NOON, KEYS[:1])


@given(st.integers(0, 47), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_any_other_letter_is_not_ours(place, letter):
    token = mint(uuid.UUID(int=7), NOON, KEYS)
    if token[place] != letter:
        with pytest.raises(NotOurs):
            opened(token[:place] + letter + token[place + 1 :], NOON, KEYS)


@given(st.text("ab27AZ=+-é\0", max_size=60))
def test_no_text_raises_anything_else(text):
    with pytest.raises(NotOurs):
        opened(text, NOON, KEYS)
