"""What every letter carries that is not essential: a way to say less, and where its receipt is.

Sources: RFC 2369, 2919 (List-*), 8058 (one click). The mailto link has its token in the subject:
a local part may have 64 characters only, and mail servers may change its case.
"""

from dataclasses import dataclass, replace
from email.utils import parseaddr

from customer_space.gate.actions import Answer
from customer_space.gate.models import Touch
from customer_space.gate.rules.channels import MessageClass
from customer_space.gate.tokens import ContactToken, mint
from customer_space.preferences.models import ContactTopic
from customer_space.preferences.suppressions import Keys
from portal.mail import Letter
from portal.settings import Settings
from portal.templating import fragment, templates


@dataclass(frozen=True)
class Post:
    """Where the links of letters lead, and from which domain they are written."""

    base_url: str
    domain: str

    @classmethod
    def of(cls, settings: Settings) -> "Post":
        domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
        return cls(settings.base_url, domain)


def marked(letter: Letter, answer: Answer, *, keys: Keys, post: Post) -> Letter:
    """The letter with its headers and its foot; an essential one as it is."""
    weighed, touch = answer.weighed, answer.touch
    if touch is None or weighed.message_class is MessageClass.ESSENTIAL:
        return letter
    topic = weighed.topic
    token = _token(touch, topic, keys)
    links = {"stop": f"{post.base_url}/u/{token}", "receipt": f"{post.base_url}/r/{token}"}
    return replace(
        letter,
        text=f"{letter.text.rstrip()}\n\n{_foot('txt', topic.title, links)}",
        html=_with_foot(letter.html, _foot("html", topic.title, links)),
        headers=letter.headers
        | headers_of(touch, topic, weighed.asked.template, keys=keys, post=post),
    )


def headers_of(
    touch: Touch, topic: ContactTopic, template: str | None, *, keys: Keys, post: Post
) -> dict[str, str]:
    """The headers of a mail about a topic; none for an essential one."""
    if touch.message_class is MessageClass.ESSENTIAL:
        return {}
    token, class_ = _token(touch, topic, keys), touch.message_class.value
    receipt = f"<{post.base_url}/r/{token}>"
    return ways_out(token, post) | {
        "List-Id": f"{_phrase(topic.title)} <{topic.key}.{post.domain}>",
        "List-Help": receipt,
        "Contact-Receipt": receipt,
        "Feedback-ID": ":".join((template or "outreach", topic.key, class_, post.domain)),
    }


def ways_out(token: str, post: Post) -> dict[str, str]:
    """The headers by which a mail is unsubscribed from: one click only over TLS (RFC 8058)."""
    stop = f"{post.base_url}/u/{token}"
    mailto = f"mailto:unsubscribe@{post.domain}?subject=unsubscribe%20{token}"
    headers = {"List-Unsubscribe": f"<{stop}>, <{mailto}>"}
    if stop.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _token(touch: Touch, topic: ContactTopic, keys: Keys) -> str:
    about = (topic.key, topic.purpose, touch.recorded_at)
    return mint(ContactToken(touch.person_id, touch.id, *about), keys)


def _foot(form: str, about: str, links: dict[str, str]) -> str:
    if form == "html":
        return fragment("unsubscribe/foot_of_letter.html", about=about, **links)
    return templates.get_template("unsubscribe/foot_of_letter.txt").render(about=about, **links)


def _with_foot(html: str | None, foot: str) -> str | None:
    if html is None:
        return None
    before, body, after = html.rpartition("</body>")
    return f"{before}{foot}{body}{after}" if body else f"{html}{foot}"


def _phrase(title: str) -> str:
    """Words that need no quoting in a header (RFC 5322, section 3.2.3)."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in title)
    return " ".join(plain.split()) or "Letters"
