"""Nobody can have the portal ask its own network: 30 roads there, each of them closed (T31)."""

import asyncio
import socket

import httpx2
import pytest

from portal.outgoing import TargetRefused, checked_address, client, is_public

REFUSED = [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:word@example.com/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://localhost/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://172.16.0.1/",
    "https://192.0.0.8/",
    "https://192.168.1.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://8.8.8.8:22/",
    "https://8.8.8.8:80/",
]


@pytest.mark.parametrize("address", REFUSED)
async def test_this_road_is_closed(address):
    with pytest.raises((TargetRefused, httpx2.UnsupportedProtocol, httpx2.InvalidURL)):
        async with client() as asking:
            await asking.get(address)


@pytest.mark.parametrize(
    "address", ["https://8.8.8.8/", "https://1.1.1.1:8443/x", "https://[2606:4700::1111]/"]
)
async def test_public_addresses_are_asked_over_tls(address):
    assert is_public(await checked_address(httpx2.URL(address)))


class Listener:
    """A server on this machine that counts who comes, and says what it is told to."""

    def __init__(self, says: bytes) -> None:
        self.says, self.visits = says, 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()

    async def _talk(self, reader, writer):
        self.visits += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.says)
        await writer.drain()
        writer.close()


def answer(body: bytes = b"hello", status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


async def test_a_listener_on_this_machine_is_heard_only_where_that_is_allowed():
    async with Listener(answer()) as listener:
        address = f"http://127.0.0.1:{listener.port}/"
        async with client() as asking:
            with pytest.raises(TargetRefused):
                await asking.get(address)
        assert listener.visits == 0

        async with client(loopback=True) as asking:
            assert (await asking.get(address)).text == "hello"


async def test_a_redirect_is_not_followed():
    says = answer(status="302 Found", more="Location: http://169.254.169.254/\r\n")
    async with Listener(says) as listener, client(loopback=True) as asking:
        got = await asking.get(f"http://127.0.0.1:{listener.port}/")

    assert got.status_code == 302
    assert listener.visits == 1


async def test_an_answer_has_an_end():
    async with Listener(answer(b"x" * 70_000)) as listener:
        address = f"http://127.0.0.1:{listener.port}/"
        async with client(loopback=True, max_bytes=65_536) as asking:
            with pytest.raises(httpx2.ReadError):
                await asking.get(address)
        async with client(loopback=True) as asking:
            assert len((await asking.get(address)).content) == 70_000


async def test_a_packed_answer_is_not_unpacked():
    says = answer(more="Content-Encoding: gzip\r\n")
    async with Listener(says) as listener, client(loopback=True) as asking:
        with pytest.raises(httpx2.ReadError):
            await asking.get(f"http://127.0.0.1:{listener.port}/")


class Rebinding(asyncio.SelectorEventLoop):
    """A world in which a name is public when it is checked, and ours when it is asked again."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = iter(["93.184.216.34", "127.0.0.1"])
        self.asked: list[str] = []

    async def getaddrinfo(self, host, port, **_):
        return [(socket.AF_INET, 0, 0, "", (next(self.answers), port))]

    async def create_connection(self, _protocol, host=None, port=None, **_):
        self.asked.append(host)
        raise OSError("no network in tests")


def test_the_address_that_was_checked_is_the_one_that_is_asked():
    async def ask():
        async with client() as asking:
            with pytest.raises(httpx2.ConnectError):
                await asking.get("https://rebinding.example/")
        return asyncio.get_running_loop().asked

    with asyncio.Runner(loop_factory=Rebinding) as runner:
        assert runner.run(ask()) == ["93.184.216.34"]
