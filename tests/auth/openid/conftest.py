"""The app with a provider of its company's, which keeps the rules until a test breaks one."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from portal.settings import Provider, Settings
from tests.auth.openid.fake_provider import CLIENT, SECRET, FakeProvider, running_provider
from tests.conftest import BASE_URL


@pytest.fixture
async def idp() -> AsyncIterator[FakeProvider]:
    async with running_provider() as provider:
        yield provider


@pytest.fixture
def settings(database_url, tmp_path, idp) -> Settings:
    plain = Settings(
        database_url=database_url, data_dir=tmp_path, base_url=BASE_URL, own_company="Parley Ltd"
    )
    return replace(plain, providers=(Provider("house", idp.issuer, CLIENT, SECRET),))


async def leave(browser, provider="house", path="/me") -> str:
    """Where the provider's page is: the address the browser is sent to."""
    answer = await browser.get(f"/sign-in/with/{provider}", params={"next": path})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def sign_in_with(browser, idp, provider="house"):
    """The whole way there and back; the answer to the coming back."""
    return await browser.get(idp.authorize(await leave(browser, provider)))
