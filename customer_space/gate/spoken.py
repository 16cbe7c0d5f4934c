"""The gate's answer in words, with the names that stand behind its codes."""

from customer_space.accounts.models import Account
from customer_space.gate.requests import Asked
from customer_space.gate.rules.answer import Decision
from customer_space.preferences.models import ContactTopic


async def in_words(
    verdict: Decision, asked: Asked, topic: ContactTopic, account: Account | None
) -> dict[str, str]:
    """`short`, `full` and `remedy`: the same text for the sender and for the customer."""
    del asked, topic, account
    code = verdict.headline.code
    return {"short": code, "full": code, "remedy": ""}
