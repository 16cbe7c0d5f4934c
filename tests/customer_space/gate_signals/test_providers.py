"""What four providers say, each in its own shape, as the same events."""

import json

import pytest

from customer_space.gate.signals.events import Kind, Reason
from customer_space.gate.signals.reading import events_of


def told(source, body):
    return [
        (event.kind, event.reason, event.recipient)
        for event in events_of(source, json.dumps(body).encode())
    ]


def ses(kind, **told_of):
    mail = {"messageId": "1", "commonHeaders": {"messageId": "<7f@parley.example>"}}
    name = kind[0].lower() + kind[1:]
    return {"notificationType": kind, "mail": mail, name: told_of}


def bounce(bounce_type, subtype, status=""):
    ana = {"emailAddress": "Ana@acme.example", "status": status}
    return ses("Bounce", bounceType=bounce_type, bounceSubType=subtype, bouncedRecipients=[ana])


@pytest.mark.parametrize(
    ("bounce_type", "subtype", "status", "reason"),
    [
        ("Permanent", "General", "", Reason.INVALID),
        ("Permanent", "NoEmail", "", Reason.INVALID),
        ("Permanent", "Suppressed", "", Reason.INVALID),
        ("Permanent", "OnAccountSuppressionList", "", Reason.INVALID),
        ("Transient", "General", "5.1.1", Reason.OTHER),
        ("Transient", "MailboxFull", "", Reason.MAILBOX_FULL),
        ("Transient", "MessageTooLarge", "", Reason.POLICY),
        ("Transient", "ContentRejected", "5.1.1", Reason.POLICY),
        ("Undetermined", "Undetermined", "", Reason.OTHER),
    ],
)
def test_ses_bounces(bounce_type, subtype, status, reason):
    body = bounce(bounce_type, subtype, status)

    assert told("ses", body) == [(Kind.BOUNCED, reason, "ana@acme.example")]
    enveloped = {"Type": "Notification", "Message": json.dumps(body)}
    assert told("ses", enveloped) == told("ses", body)


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [("abuse", Kind.COMPLAINED), (None, Kind.COMPLAINED), ("not-spam", Kind.NOTED)],
)
def test_ses_complaints(feedback, kind):
    who = [{"emailAddress": "ana@acme.example"}]
    body = ses("Complaint", complainedRecipients=who, complaintFeedbackType=feedback)

    assert [(k, r) for k, _, r in told("ses", body)] == [(kind, "ana@acme.example")]


def test_ses_says_more_that_changes_nothing():
    ana = "ana@acme.example"
    assert told("ses", ses("Delivery", recipients=[ana])) == [(Kind.DELIVERED, Reason.OTHER, ana)]
    delayed = ses("DeliveryDelay", delayedRecipients=[{"emailAddress": ana}])
    assert told("ses", delayed) == [(Kind.DEFERRED, Reason.OTHER, ana)]
    assert told("ses", ses("Open")) == [(Kind.NOTED, Reason.OTHER, "")]
    assert told("ses", {"Type": "SubscriptionConfirmation"}) == [(Kind.NOTED, Reason.OTHER, "")]


def test_ses_names_the_mail_by_our_own_id():
    [event] = events_of("ses", json.dumps(bounce("Permanent", "General")).encode())

    assert event.message_id == "7f@parley.example"


@pytest.mark.parametrize(
    ("line", "kind", "reason"),
    [
        ({"event": "bounce", "type": "bounce", "status": "5.1.1"}, Kind.BOUNCED, Reason.INVALID),
        ({"event": "bounce", "type": "bounce", "reason": "no"}, Kind.BOUNCED, Reason.INVALID),
        ({"event": "bounce", "type": "blocked", "status": "5.1.1"}, Kind.BOUNCED, Reason.POLICY),
        ({"event": "bounce", "type": "blocked", "status": "5.2.2"}, Kind.BOUNCED,
         Reason.MAILBOX_FULL),
        ({"event": "dropped", "reason": "Bounced Address"}, Kind.REJECTED, Reason.INVALID),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, Kind.COMPLAINED, Reason.SPAM),
        ({"event": "dropped", "reason": "other"}, Kind.REJECTED, Reason.OTHER),
        ({"event": "deferred"}, Kind.DEFERRED, Reason.OTHER),
        ({"event": "delivered"}, Kind.DELIVERED, Reason.OTHER),
        ({"event": "spamreport"}, Kind.COMPLAINED, Reason.SPAM),
        ({"event": "unsubscribe"}, Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
        ({"event": "group_unsubscribe"}, Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
        ({"event": "group_resubscribe"}, Kind.SUBSCRIBED, Reason.OTHER),
        ({"event": "open"}, Kind.NOTED, Reason.OTHER),
    ],
)  # fmt: skip
def test_sendgrid_lines(line, kind, reason):
    who = {"email": "ana@acme.example", "timestamp": 1795291200, "sg_event_id": "e1"}

    assert told("sendgrid", [who | line]) == [(kind, reason, "ana@acme.example")]
    [event] = events_of("sendgrid", json.dumps([who | line]).encode())
    assert event.event_id == "e1"
    assert event.at.isoformat() == "2026-11-21T20:00:00+00:00"


def mailgun(**event):
    return {"signature": {}, "event-data": {"recipient": "ana@acme.example", "id": "m1"} | event}


@pytest.mark.parametrize(
    ("event", "kind", "reason"),
    [
        ({"event": "failed", "severity": "permanent",
          "delivery-status": {"code": 550, "enhanced-code": "5.1.1"}}, Kind.BOUNCED,
         Reason.INVALID),
        ({"event": "failed", "severity": "permanent",
          "delivery-status": {"code": 550, "message": "blocked by policy"}}, Kind.BOUNCED,
         Reason.POLICY),
        ({"event": "failed", "severity": "permanent", "delivery-status": {"code": 605}},
         Kind.REJECTED, Reason.INVALID),
        ({"event": "failed", "severity": "temporary", "delivery-status": {"code": 452}},
         Kind.DEFERRED, Reason.OTHER),
        ({"event": "rejected", "reject": {"reason": "virus"}}, Kind.REJECTED, Reason.OTHER),
        ({"event": "complained"}, Kind.COMPLAINED, Reason.SPAM),
        ({"event": "unsubscribed"}, Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
        ({"event": "delivered"}, Kind.DELIVERED, Reason.OTHER),
        ({"event": "clicked"}, Kind.NOTED, Reason.OTHER),
    ],
)  # fmt: skip
def test_mailgun_events(event, kind, reason):
    assert told("mailgun", mailgun(**event)) == [(kind, reason, "ana@acme.example")]


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ({"RecordType": "Bounce", "Type": "HardBounce"}, Kind.BOUNCED, Reason.INVALID),
        ({"RecordType": "Bounce", "Type": "BadEmailAddress"}, Kind.BOUNCED, Reason.INVALID),
        ({"RecordType": "Bounce", "Type": "SoftBounce"}, Kind.BOUNCED, Reason.OTHER),
        ({"RecordType": "Bounce", "Type": "SoftBounce", "Details": "mailbox full"}, Kind.BOUNCED,
         Reason.MAILBOX_FULL),
        ({"RecordType": "Bounce", "Type": "Blocked"}, Kind.BOUNCED, Reason.BLOCKED),
        ({"RecordType": "Bounce", "Type": "SpamComplaint"}, Kind.COMPLAINED, Reason.SPAM),
        ({"RecordType": "Bounce", "Type": "AutoResponder"}, Kind.AUTORESPONDED, Reason.OTHER),
        ({"RecordType": "SpamComplaint"}, Kind.COMPLAINED, Reason.SPAM),
        ({"RecordType": "Delivery"}, Kind.DELIVERED, Reason.OTHER),
        ({"RecordType": "SubscriptionChange", "SuppressSending": True, "Origin": "Recipient",
          "SuppressionReason": "ManualSuppression"}, Kind.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
        ({"RecordType": "SubscriptionChange", "SuppressSending": True, "Origin": "Customer",
          "SuppressionReason": "ManualSuppression"}, Kind.NOTED, Reason.OTHER),
        ({"RecordType": "SubscriptionChange", "SuppressSending": True, "Origin": "Recipient",
          "SuppressionReason": "SpamComplaint"}, Kind.COMPLAINED, Reason.SPAM),
        ({"RecordType": "SubscriptionChange", "SuppressSending": False, "Origin": "Recipient"},
         Kind.SUBSCRIBED, Reason.OTHER),
        ({"RecordType": "SubscriptionChange", "SuppressSending": False, "Origin": "Admin"},
         Kind.NOTED, Reason.OTHER),
        ({"RecordType": "Open"}, Kind.NOTED, Reason.OTHER),
    ],
)  # fmt: skip
def test_postmark_records(body, kind, reason):
    who = {"Recipient": "ana@acme.example"}

    assert told("postmark", body | who) == [(kind, reason, "ana@acme.example")]
