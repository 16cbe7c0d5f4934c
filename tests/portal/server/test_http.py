"""What a stranger may send before anybody asks who it is."""

import time
from collections.abc import Callable

import pytest

from portal.server.http import HardenedHTTP, is_trusted
from tests.portal.server.conftest import Narrow, Peer, application, running

Connect = Callable[..., Peer]
GOOD = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def get(*headers: bytes, target: bytes = b"/") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + b"".join(h + b"\r\n" for h in headers) + b"\r\n"


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return (
        b"POST / HTTP/1.1\r\nHost: a\r\n" + b"".join(h + b"\r\n" for h in headers) + b"\r\n" + body
    )


MANY_HEADERS = get(b"Host: a", *(b"H%d: x" % n for n in range(1000)))
CHUNKED = b"Transfer-Encoding: chunked"
REFUSED = {
    "one header of 64 KiB": (get(b"Host: a", b"X: " + b"x" * 65536), 431),
    "100,000 headers": (get(b"Host: a", *(b"H: x" for _ in range(100_000))), 431),
    "more headers than allowed": (MANY_HEADERS, 431),
    "headers without end": (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000, 431),
    "a URL of 9 KiB": (get(b"Host: a", target=b"/" + b"x" * 9216), 414),
    "half a request": (b"GET / HTTP/1.1\r\nHost:", 408),
    "no byte": (b"", 408),
    "a body that never comes": (post(b"Content-Length: 100000", body=b"x"), 408),
    "length and chunks": (post(b"Content-Length: 3", CHUNKED, body=b"0\r\n\r\n"), 400),
    "two lengths": (post(b"Content-Length: 3", b"Content-Length: 4", body=b"abc"), 400),
    "an unknown coding": (post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), 400),
    "a space before the colon": (get(b"Host : a"), 400),
    "a folded header": (get(b"Host: a", b"X: 1\r\n 2"), 400),
    "no host": (get(b"X: 1"), 400),
    "two hosts": (get(b"Host: a", b"Host: b"), 400),
    "NUL in a header": (get(b"Host: a", b"X: 1\x002"), 400),
    "bare line feeds": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "a chunk without bounds": (post(CHUNKED, body=b"FFFFFFFFFFFFFFFFF\r\nx"), 400),
    "a TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 32, 400),
    "CONNECT": (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    "a negative length": (post(b"Content-Length: -1"), 400),
}


@pytest.mark.parametrize(("sent", "status"), REFUSED.values(), ids=REFUSED)
def test_eve_is_refused_and_the_next_visitor_is_served(
    port: int, peers: Connect, sent: bytes, status: int
) -> None:
    eve = peers(port)
    eve.send(sent)
    assert eve.rest().startswith(b"HTTP/1.1 %d " % status)

    ana = peers(port)
    ana.send(GOOD)
    assert ana.rest().startswith(b"HTTP/1.1 200 OK")


def test_one_byte_at_a_time_does_not_stretch_the_deadline(port: int, peers: Connect) -> None:
    eve = peers(port)
    started = time.monotonic()
    for byte in GOOD:
        eve.send(bytes((byte,)))
        time.sleep(0.05)
        if time.monotonic() - started > 0.6:
            break
    assert eve.rest().startswith(b"HTTP/1.1 408 ")


def test_the_deadline_also_holds_for_the_second_request(port: int, peers: Connect) -> None:
    eve = peers(port)
    eve.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert b"read 0" in eve.socket.recv(4096)
    eve.send(b"\r\n")
    assert eve.rest().startswith(b"HTTP/1.1 408 ")


def test_a_large_body_in_one_piece_with_its_head_arrives(port: int, peers: Connect) -> None:
    ana = peers(port)
    body = b"x" * 300_000
    ana.send(post(b"Content-Length: 300000", b"Connection: close", body=body))
    assert b"read 300000" in ana.rest()


def test_two_requests_in_one_piece_are_answered_in_order(port: int, peers: Connect) -> None:
    ana = peers(port)
    ana.send(post(b"Content-Length: 5", body=b"hello") + GOOD)
    heard = ana.rest()
    assert heard.index(b"read 5") < heard.index(b"read 0")


def test_ten_thousand_requests_in_one_breath_are_cut_off(port: int, peers: Connect) -> None:
    eve = peers(port)
    eve.send(get(b"Host: a") * 10_000)
    assert eve.rest().count(b"200 OK") <= HardenedHTTP.PIPELINED + 1

    ana = peers(port)
    ana.send(get(b"Host: a") * 8 + GOOD)
    assert ana.rest().count(b"200 OK") == 9


def test_eve_who_does_not_read_her_answer_is_dropped(port: int, peers: Connect) -> None:
    eve = peers(port, buffer=4096)
    eve.send(get(b"Host: a", target=b"/flood"))
    time.sleep(1.2)
    assert len(eve.rest()) < 4_000_000

    ana = peers(port)
    ana.send(get(b"Host: a", b"Connection: close", target=b"/flood"))
    assert len(ana.rest()) > 4_000_000


def test_one_address_has_a_bounded_number_of_connections(
    narrow_server: int, peers: Connect
) -> None:
    three = [peers(narrow_server) for _ in range(3)]
    assert three[0].upgrade().startswith(b"HTTP/1.1 101 ")
    answer = peers(narrow_server).rest()
    assert answer.startswith(b"HTTP/1.1 429 ")
    assert b"retry-after: 5" in answer

    for one in three:
        one.close()
    time.sleep(0.2)
    assert "127.0.0.1" not in HardenedHTTP.open_connections
    ana = peers(narrow_server)
    ana.send(GOOD)
    assert ana.rest().startswith(b"HTTP/1.1 200 OK")


def test_a_trusted_proxy_may_open_as_many_as_it_needs(peers: Connect) -> None:
    async def application(scope: object, receive: object, send: object) -> None: ...

    with running(application, http=Narrow, trusted_proxies=("127.0.0.0/8",)) as port:
        five = [peers(port) for _ in range(5)]
        time.sleep(0.1)
        for one in five:
            one.socket.settimeout(0.05)
            with pytest.raises(TimeoutError):
                one.socket.recv(1)


def test_a_stranger_is_not_believed_who_says_to_come_from_elsewhere(
    port: int, peers: Connect
) -> None:
    asked = get(b"Host: a", b"X-Forwarded-For: 192.0.2.7", b"Connection: close", target=b"/who")
    eve = peers(port)
    eve.send(asked)
    assert b"127.0.0.1" in eve.rest()

    with running(application, trusted_proxies=("127.0.0.1",)) as trusting:
        proxy = peers(trusting)
        proxy.send(asked)
        assert b"192.0.2.7" in proxy.rest()


def test_trusted_proxies_are_addresses_or_networks() -> None:
    assert is_trusted("10.1.2.3", ["10.0.0.0/8"])
    assert is_trusted("::1", "127.0.0.1, ::1")
    assert not is_trusted("11.1.2.3", ["10.0.0.0/8", "11.1.2.4"])
    assert not is_trusted("127.0.0.1", [])
