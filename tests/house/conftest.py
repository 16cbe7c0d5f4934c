"""The house tests look at the app as it is composed, without a database."""

import pytest

import asgi


@pytest.fixture(scope="session")
def app_routes() -> set[str]:
    """The names of all routes."""
    from starlette.routing import Router  # noqa: PLC0415

    from portal.templating import use_paths_of  # noqa: PLC0415

    use_paths_of(Router(asgi.ROUTES))
    return {route.name for route in asgi.ROUTES}
