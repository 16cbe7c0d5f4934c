"""The few ways a request can fail. Pages raise these; one place answers them (portal.answers)."""

from collections.abc import Mapping
from typing import Any


class PortalError(Exception):
    """Something the portal refuses, with a sentence for the person who asked."""

    status = 500
    sentence = "Something went wrong on our side. Nothing you wrote was lost by it."

    def __init__(self, sentence: str | None = None, **details: Any) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
        self.details = details


class SignInNeeded(PortalError):
    status = 401
    sentence = "Please sign in first."


class NotAllowed(PortalError):
    """You are in, but your role is not enough."""

    status = 403
    sentence = "Your role in this space does not allow this."


class NotFound(PortalError):
    """Also for what exists but is not yours: the two must look alike."""

    status = 404
    sentence = "There is no such page, or it is not yours to see."


class Conflict(PortalError):
    """Somebody was faster, or the state has moved on."""

    status = 409
    sentence = "Somebody else changed this first."


class TooLarge(PortalError):
    status = 413
    sentence = "That is more than we take in one piece."


class Invalid(PortalError):
    """Words that cannot be taken as they are; `problems` says why, field by field."""

    status = 422
    sentence = "Some of this cannot be taken as it is."

    def __init__(
        self, problems: Mapping[str, str], *, words: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(" ".join(problems.values()) or None)
        self.problems = dict(problems)
        self.words = dict(words or {})
        self.form: tuple[str, Mapping[str, Any]] | None = None
        """The form's template and context, to show it again (portal.forms.asked_with)."""


class TooMany(PortalError):
    """Too many requests; `retry_after` in seconds."""

    status = 429
    sentence = "That was too often. Please wait a moment."

    def __init__(self, retry_after: int = 60, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Busy(PortalError):
    """The portal cannot do it now; asking again later is right."""

    status = 503
    sentence = "We are busy. Please try again in a moment."
    retry_after = 5
