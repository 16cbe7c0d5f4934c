"""The secrets that suppressed addresses are fingerprinted with, from the settings."""

from starlette.requests import Request

from customer_space.preferences.suppressions import Keys, keys_of
from portal.settings import Settings


def keys_of_request(request: Request) -> Keys:
    """The keys of the app that answers this request."""
    settings: Settings = request.app.state.settings
    return keys_of(settings.secret_keys)
