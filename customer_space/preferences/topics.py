"""The catalogue a new installation starts with: topics, and the letters that are essential.

Migration `0002_guards` writes it; from then on the database's rows count.
"""

from typing import NamedTuple


class SeededTopic(NamedTuple):
    """One row of the catalogue."""

    key: str
    purpose: str
    message_class: str
    title: str
    promise: str
    default: str
    is_public: bool


class SeededEssential(NamedTuple):
    """One letter that may always go out."""

    template: str
    topic: str
    why: str


TOPICS = (
    SeededTopic(
        "sign-in", "access", "essential", "signing in",
        "The link you asked for, each time you ask.", "on", False,
    ),
    SeededTopic(
        "security", "access", "essential", "security",
        "Only when something about your account or your data needs you to know.", "on", False,
    ),
    SeededTopic(
        "invitations", "access", "service", "invitations",
        "An invitation to a space, and at most two reminders.", "on", False,
    ),
    SeededTopic(
        "orders", "contract", "service", "orders",
        "Confirmations, invoices, and changes to what you ordered.", "on", True,
    ),
    SeededTopic(
        "deliveries", "contract", "service", "deliveries",
        "When it comes, when it is late, when something is damaged.", "on", True,
    ),
    SeededTopic(
        "support", "contract", "service", "your questions",
        "Answers to what you asked or reported.", "on", True,
    ),
    SeededTopic(
        "visits", "relationship", "relationship", "visits",
        "To arrange a visit, or to come.", "on", True,
    ),
    SeededTopic(
        "review-calls", "relationship", "relationship", "review calls",
        "How things went and what comes next, as agreed in your plan.", "on", True,
    ),
    SeededTopic(
        "advice", "relationship", "relationship", "advice",
        "A thought from the people who know your account.", "on", True,
    ),
    SeededTopic(
        "news", "news", "marketing", "news",
        "What is new, at most twice a month.", "off", True,
    ),
    SeededTopic(
        "offers", "selling", "marketing", "offers",
        "Prices and new articles, at most twice a month.", "off", True,
    ),
    SeededTopic(
        "events", "selling", "marketing", "events",
        "Invitations to what we organise, at most one a month.", "off", True,
    ),
    SeededTopic(
        "surveys", "research", "research", "surveys",
        "A few questions, at most four times a year.", "off", True,
    ),
    SeededTopic(
        "conversation", "conversation", "service", "conversations in your spaces",
        "What was said and you have not read; how much of it, you choose in each space.",
        "on", False,
    ),
)  # fmt: skip

ESSENTIALS = (
    SeededEssential(
        "auth.sign_in", "sign-in", "Without the link you asked for, you could not come in."
    ),
)
