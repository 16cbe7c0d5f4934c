"""The secrets of an endpoint: sealed at rest, two valid for a day while one replaces the other."""

import base64
from datetime import datetime

from customer_space.gate.webhooks.models import Endpoint
from customer_space.gate.webhooks.rules import secret_of
from portal.ids import secret
from portal.sealing import Seal

PURPOSE = "webhook-secret"


def new_secret() -> str:
    """256 random bits, as Standard Webhooks writes them."""
    return secret_of(base64.urlsafe_b64decode(secret() + "="))


def secrets_of(endpoint: Endpoint, at: datetime, seal: Seal) -> list[str]:
    """What signs at this moment, the newest first; raises CannotOpen."""
    found = [seal.open(endpoint.secret_sealed)]
    if endpoint.former_sealed and endpoint.former_until and at < endpoint.former_until:
        found.append(seal.open(endpoint.former_sealed))
    return found
