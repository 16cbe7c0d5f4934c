"""Mails that come back, written for these tests: each kind once, with every field to be varied."""


def dsn(
    status="5.1.1", action="failed", words="smtp; 550 5.1.1 user unknown",
    recipient="ana@acme.example", returned="",
):  # fmt: skip
    """A delivery status notification (RFC 3464)."""
    return f"""\
From: MAILER-DAEMON@mx.acme.example
To: parley@parley.example
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=edge

--edge
Content-Type: text/plain

Your message could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {words}

--edge
Content-Type: text/rfc822-headers

{returned or "Subject: something"}

--edge--
""".encode()


def arf(kind="abuse", returned="", fields=""):
    """A feedback report (RFC 5965)."""
    return f"""\
From: feedback@mail.example
To: fbl@parley.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=edge

--edge
Content-Type: text/plain

Somebody reported this.

--edge
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Reports/1.0
Version: 1
{fields}

--edge
Content-Type: message/rfc822

{returned or "To: ana@acme.example"}
Subject: News

The news.

--edge--
""".encode()


def plain(subject, text="", head="From: ana@acme.example"):
    """A mail of one part."""
    return f"{head}\nTo: parley@parley.example\nSubject: {subject}\n\n{text}\n".encode()
