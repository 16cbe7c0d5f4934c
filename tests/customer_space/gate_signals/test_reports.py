"""What mails that come back say: delivery status, complaints, prose, automatic answers."""

import pytest

from customer_space.gate.signals.events import Kind, Reason
from customer_space.gate.signals.reading import events_of
from customer_space.gate.signals.statuses import judged
from tests.customer_space.gate_signals.mails import arf, dsn, plain

TOKEN = "A" * 92
RETURNED = (
    "Message-ID: <7f@parley.example>\n"
    f"List-Unsubscribe: <https://parley.example/u/{TOKEN}>,\n"
    f" <mailto:unsubscribe@parley.example?subject=unsubscribe%20{TOKEN}>\n"
    "To: ana@acme.example"
)


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        *((f"5.1.{detail}", "", Reason.INVALID) for detail in (1, 2, 3, 6, 10)),
        ("5.2.1", "smtp; 550 5.2.1 user unknown", Reason.OTHER),
        ("5.2.2", "", Reason.MAILBOX_FULL),
        ("4.2.2", "", Reason.MAILBOX_FULL),
        ("5.7.1", "550 user unknown", Reason.POLICY),
        ("5.7.26", "", Reason.POLICY),
        ("5.2.3", "", Reason.POLICY),
        ("5.1.8", "", Reason.POLICY),
        ("4.4.7", "", Reason.TIMED_OUT),
        ("5.4.7", "", Reason.TIMED_OUT),
        ("5.0.0", "smtp; 550 5.1.1 no", Reason.INVALID),
        ("5.0.0", "smtp; 550 No such user here", Reason.INVALID),
        ("5.0.0", "smtp; 552 Mailbox full", Reason.MAILBOX_FULL),
        ("5.0.0", "smtp; 550 Unknown user, blocked by policy of spamhaus", Reason.BLOCKED),
        ("5.0.0", "smtp; 554 this looks like spam", Reason.SPAM),
        ("5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable", Reason.OTHER),
        ("5.0.0", "", Reason.OTHER),
        ("", "", Reason.OTHER),
    ],
)  # fmt: skip
def test_a_status_is_judged_by_its_code_and_only_else_by_words(status, words, reason):
    assert judged("failed", status, words)[:2] == (Kind.BOUNCED, reason)


def test_a_bounce_names_its_recipient_and_the_mail_it_is_about():
    [event] = events_of("mail", dsn(returned=RETURNED))

    assert (event.kind, event.reason, event.status) == (Kind.BOUNCED, Reason.INVALID, "5.1.1")
    assert event.recipient == "ana@acme.example"
    assert event.message_id == "7f@parley.example"
    assert event.token == TOKEN


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("failed", Kind.BOUNCED), ("delayed", Kind.DEFERRED), ("delivered", Kind.DELIVERED),
        ("relayed", Kind.DELIVERED), ("expanded", Kind.DELIVERED), ("", Kind.BOUNCED),
    ],
)  # fmt: skip
def test_the_action_says_whether_it_is_over(action, kind):
    assert [e.kind for e in events_of("mail", dsn(action=action))] == [kind]


def test_a_report_about_two_recipients_is_two_events():
    second = b"\nFinal-Recipient: rfc822; carl@acme.example\nAction: failed\nStatus: 5.2.2\n"
    raw = dsn().replace(b"\n--edge\nContent-Type: text/rfc822-headers", second + b"\n--edge\n")

    assert [(e.recipient, e.reason) for e in events_of("mail", raw)] == [
        ("ana@acme.example", Reason.INVALID),
        ("carl@acme.example", Reason.MAILBOX_FULL),
    ]


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [
        ("abuse", Kind.COMPLAINED), ("ABUSE", Kind.COMPLAINED), ("fraud", Kind.COMPLAINED),
        ("other", Kind.COMPLAINED), ("auth-failure", Kind.NOTED), ("not-spam", Kind.NOTED),
        ("opt-out", Kind.UNSUBSCRIBED), ("opt-out-list", Kind.UNSUBSCRIBED),
        ("dmarc", Kind.NOTED), ("", Kind.NOTED),
    ],
)  # fmt: skip
def test_a_feedback_report_means_what_its_type_says(feedback, kind):
    [event] = events_of("mail", arf(feedback, RETURNED))

    assert event.kind is kind
    assert event.recipient == "ana@acme.example"
    assert event.token == TOKEN


def test_the_address_a_complaint_removes_is_read_before_the_mails_own():
    [event] = events_of("mail", arf(fields="Original-Rcpt-To: <carl@acme.example>"))

    assert event.recipient == "carl@acme.example"


def test_a_bounce_in_prose_is_understood():
    words = (
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
        "<carl@acme.example>:\n550 5.1.1 no such user\n\n"
        "--- Below this line is a copy of the message.\n\n" + RETURNED
    )
    [event] = events_of("mail", plain("failure notice", words, "From: MAILER-DAEMON@mx.example"))

    assert (event.kind, event.reason, event.status) == (Kind.BOUNCED, Reason.INVALID, "5.1.1")
    assert (event.recipient, event.message_id) == ("carl@acme.example", "7f@parley.example")
    assert event.token == TOKEN


@pytest.mark.parametrize(
    "head",
    [
        "From: ana@acme.example\nAuto-Submitted: auto-replied",
        "From: ana@acme.example\nAuto-Submitted: auto-replied (vacation)",
        "From: ana@acme.example\nX-Autoreply: yes",
    ],
)
def test_an_automatic_answer_is_no_bounce_and_no_reply(head):
    [event] = events_of("mail", plain("I am away until 5 May", "user unknown to me", head))

    assert (event.kind, event.recipient) == (Kind.AUTORESPONDED, "ana@acme.example")


def test_a_mail_to_the_mailto_link_unsubscribes_with_its_token():
    [event] = events_of("mail", plain(f"unsubscribe {TOKEN}"))

    assert (event.kind, event.token, event.recipient) == (
        Kind.UNSUBSCRIBED, TOKEN, "ana@acme.example",
    )  # fmt: skip


@pytest.mark.parametrize("subject", ["Unsubscribe", "unsubscribe", " UNSUBSCRIBE "])
def test_apple_mail_unsubscribes_without_a_token(subject):
    head = "From: ana@acme.example\nAuto-Submitted: auto-replied"
    assert events_of("mail", plain(subject, head=head))[0].kind is Kind.UNSUBSCRIBED


@pytest.mark.parametrize(
    "subject", ["Lunch?", "Re: unsubscribe from the union", "delivery on Monday"]
)
def test_an_ordinary_mail_is_no_signal(subject):
    assert [e.kind for e in events_of("mail", plain(subject, "Hello"))] == [Kind.NOTED]
