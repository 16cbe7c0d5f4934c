"""Signatures as Standard Webhooks has them, and when a message is tried again."""

from datetime import UTC, datetime, timedelta

from customer_space.gate.webhooks.rules import (
    PAUSES_S,
    excerpt,
    headers_of,
    pause_after,
    rest_after,
    signature,
)
from customer_space.gate.webhooks.secrets import new_secret

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""The example that the libraries of Standard Webhooks share."""


def test_the_published_example_is_signed_as_published():
    assert signature(BODY, id_=ID, stamp=STAMP, secret=SECRET) == SIGNED


def test_while_secrets_change_both_sign():
    new, at = new_secret(), datetime.fromtimestamp(STAMP, UTC)
    headers = headers_of(BODY, id_=ID, at=at, secrets=[new, SECRET])

    assert headers["webhook-signature"].split(" ")[1] == SIGNED
    assert headers["webhook-signature"].split(" ")[0] != SIGNED
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (ID, str(STAMP))


def test_a_message_is_tried_for_a_day_and_then_given_up():
    tries = len(PAUSES_S) + 1
    pauses = [pause_after(number) for number in range(1, tries)]

    assert pauses[0] == timedelta(seconds=5)
    assert timedelta(hours=23) < sum(filter(None, pauses), timedelta()) < timedelta(hours=25)
    assert pause_after(tries) is None


def test_a_receiver_may_ask_for_more_time_but_not_for_ever():
    assert pause_after(1, asked_s=120) == timedelta(seconds=120)
    assert pause_after(1, asked_s=10**9) == timedelta(hours=1)
    assert pause_after(4, asked_s=1) == timedelta(seconds=300)


def test_an_endpoint_that_keeps_failing_is_left_alone_longer_and_longer():
    rests = [rest_after(failures) for failures in (4, 5, 6, 9, 50)]

    assert rests == [None, *(timedelta(seconds=s) for s in (10, 20, 160, 300))]


def test_an_answer_is_shown_short_and_without_what_is_not_text():
    assert excerpt(b"a\x00b\n\n<script>" + b"x" * 5000)[:12] == "a b <script>"
    assert len(excerpt(b"x" * 5000)) == 200
    assert excerpt(b"\xff\xfe") == "\ufffd\ufffd"
