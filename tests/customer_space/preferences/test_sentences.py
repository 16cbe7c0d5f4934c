"""What Ana says, the statements kept of it, and the words she reads are the same thing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from customer_space.preferences.sentences import days_in_words, meaning, sentence
from customer_space.preferences.topics import TOPICS
from customer_space.preferences.vocabulary import (
    Channel,
    ContactClass,
    Per,
    StatementKind,
    Weekday,
)
from customer_space.preferences.wishes import Wish, clauses, wish_of

CLASSES = {topic.key: ContactClass(topic.message_class) for topic in TOPICS}
TITLES = {topic.key: topic.title for topic in TOPICS}
CALL, MAIL, TEXT = Channel.VOICE_LIVE, Channel.EMAIL, Channel.SMS
MON, TUE, WED, THU, FRI = tuple(Weekday)[:5]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (
            Wish(
                channels=frozenset({CALL}),
                topics=frozenset({"deliveries"}),
                days=frozenset({TUE, WED, THU}),
                hours=("09:00", "12:00"),
                at_most=2,
            ),
            (
                "You may call me about deliveries, Tuesday to Thursday, 9 to 12, "
                "at most twice a month."
            ),
        ),
        (
            Wish(channels=frozenset({MAIL, TEXT}), topics=frozenset({"news", "offers"})),
            "You may e-mail me or text me about news and offers.",
        ),
        (
            Wish(may=False, channels=frozenset({CALL}), topics=frozenset({"news", "offers"})),
            "Please do not call me about news or offers.",
        ),
        (
            Wish(may=False, channels=frozenset({CALL}), days=frozenset({MON, FRI})),
            "Please do not call me, on Mondays and Fridays.",
        ),
        (
            Wish(hours=("08:30", "24:00"), at_most=7, per=Per.WEEK),
            "You may contact me in any way, 8:30 to midnight, at most 7 times a week.",
        ),
    ],
)
def test_ana_reads_what_she_said(wish, words):
    assert sentence(wish, TITLES) == words


def test_days_in_a_row_are_a_stretch():
    assert days_in_words([MON, TUE, WED, THU, FRI]) == "Monday to Friday"
    assert days_in_words([FRI, MON]) == "on Mondays and Fridays"
    assert days_in_words([TUE]) == "on Tuesdays"


def test_a_yes_to_news_says_that_it_is_kept_as_one():
    news = Wish(channels=frozenset({MAIL}), topics=frozenset({"news"}))
    orders = Wish(channels=frozenset({MAIL}), topics=frozenset({"orders"}))

    assert "This is your yes" in meaning(news, CLASSES)
    assert "This is your yes" not in meaning(orders, CLASSES)


def test_a_limit_on_everything_permits_nothing_by_itself():
    kinds = {clause.kind for clause in clauses(Wish(at_most=1, hours=("09:00", "17:00")), CLASSES)}

    assert kinds == {StatementKind.WINDOW, StatementKind.CAP}


wishes = st.builds(
    Wish,
    may=st.booleans(),
    channels=st.frozensets(st.sampled_from(Channel)),
    topics=st.frozensets(st.sampled_from(sorted(CLASSES))),
    days=st.frozensets(st.sampled_from(Weekday), max_size=6),
    hours=st.none() | st.just(("09:00", "17:30")),
    at_most=st.none() | st.integers(1, 99),
    per=st.sampled_from(Per),
)


@given(wishes)
def test_what_is_kept_of_a_wish_is_the_wish(wish):
    kept = clauses(wish, CLASSES)
    assume(kept)
    said = wish_of(kept)

    if not wish.may or wish.at_most is None:
        wish = Wish(wish.may, wish.channels, wish.topics, wish.days, wish.hours)
    assert said == wish
    assert sentence(said, TITLES) == sentence(wish, TITLES)
