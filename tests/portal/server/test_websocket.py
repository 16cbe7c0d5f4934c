"""What one member's socket may do to the others'."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.server.budget import Budget
from portal.server.occupancy import occupancy
from portal.server.run import MESSAGE_BYTES
from tests.portal.server.conftest import Peer, Sipping, Unhurried, application, frame, running

Connect = Callable[..., Peer]
TEXT, CLOSE, PING = 1, 8, 9
TOO_LONG = bytes((0x82, 0xFF)) + (2**62).to_bytes(8, "big") + b"\0\0\0\0"
ONE_TOO_LONG = bytes((0x82, 0xFF)) + (MESSAGE_BYTES + 100).to_bytes(8, "big") + b"\0\0\0\0"
PIECE = bytes((0x00, 0xFE)) + (5000).to_bytes(2, "big") + b"\0\0\0\0" + b"x" * 5000
PIECES = b"\x02" + (PIECE * 70)[1:]
CLOSED = {
    "an unmasked frame": (b"\x81\x02hi", 1002),
    "bad UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "a reserved opcode": (frame(3), 1002),
    "compression nobody agreed on": (bytes((0xC1, 0x82, 0, 0, 0, 0)) + b"hi", 1002),
    "a close code that may not be sent": (frame(CLOSE, (1005).to_bytes(2, "big")), 1002),
    "a close in the middle of a message": (b"\x01" + frame(TEXT, b"hi")[1:] + frame(CLOSE), 0),
    "a continuation of nothing": (frame(0, b"hi"), 1002),
    "a long ping": (bytes((0x89, 0xFE, 0, 126, 0, 0, 0, 0)) + b"x" * 126, 1002),
    "a ping in pieces": (bytes((0x09, 0x80, 0, 0, 0, 0)), 1002),
    "70 pieces that are too much together": (PIECES, 1009),
    "a frame of more bytes than a message may have": (ONE_TOO_LONG, 1009),
    "a close frame of one byte": (frame(CLOSE, b"x"), 1002),
    "a claim of 2^62 bytes": (TOO_LONG, 1009),
}


def close_code(heard: bytes) -> int:
    """The code of a close frame; 0 for one without a code."""
    assert heard[0] == 0x88, heard[:20]
    return int.from_bytes(heard[2 : 2 + min(2, heard[1])], "big")


@pytest.mark.parametrize(("sent", "code"), CLOSED.values(), ids=CLOSED)
def test_bad_frames_close_the_socket_with_their_code(
    port: int, peers: Connect, sent: bytes, code: int
) -> None:
    eve = peers(port)
    eve.upgrade()
    eve.send(sent)
    assert close_code(eve.rest()) == code


def test_another_version_of_the_protocol_is_refused(port: int, peers: Connect) -> None:
    eve = peers(port)
    eve.send(
        b"GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert eve.rest().startswith(b"HTTP/1.1 426 ")


def test_half_a_frame_and_then_silence_is_ended_by_the_keepalive(peers: Connect) -> None:
    with running(application, ws_ping_interval=0.2, ws_ping_timeout=0.2) as port:
        eve = peers(port)
        eve.upgrade()
        eve.send(frame(TEXT, b"hello")[:5])
        assert eve.rest()  # a ping, and the end


def test_a_message_flood_ends_after_the_burst(port: int, peers: Connect) -> None:
    eve, ana = peers(port), peers(port)
    eve.upgrade()
    ana.upgrade()
    ana.send(frame(TEXT, b"hi") * 59)
    eve.send(frame(TEXT, b"hi") * 200)
    assert close_code(eve.rest()) == 1008

    ana.send(frame(PING, b"still here"))
    assert b"still here" in ana.socket.recv(100)


def test_an_endpoint_may_widen_the_budget_of_its_socket(port: int, peers: Connect) -> None:
    carl = peers(port)
    carl.upgrade()
    carl.send(frame(TEXT, b"widen"))
    time.sleep(0.1)
    carl.send(frame(TEXT, b"hi") * 500)
    carl.send(frame(PING, b"still here"))
    assert b"still here" in carl.socket.recv(100)


def test_bytes_that_come_too_fast_are_held_back_and_all_arrive(peers: Connect) -> None:
    with running(application, ws=Sipping) as port:
        eve, ana = peers(port), peers(port)
        eve.upgrade()
        ana.upgrade()
        eve.send(frame(TEXT, b"widen"))
        large = bytes((0x81, 0xFF)) + (65536).to_bytes(8, "big") + b"\0\0\0\0" + b"x" * 65536
        started = time.monotonic()
        sending = ThreadPoolExecutor().submit(eve.send, large * 32 + frame(PING, b"at last"))
        ana.send(frame(PING, b"still here"))
        assert b"still here" in ana.socket.recv(100)
        assert b"at last" in eve.socket.recv(100)
        assert time.monotonic() - started > 1.0  # 2 MiB, of which 512 KiB at once
        sending.result()


def test_a_ping_flood_is_cut_off_and_costs_no_memory(port: int, peers: Connect) -> None:
    eve = peers(port)
    eve.upgrade()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(200):
        eve.send(frame(PING, b"x" * 100) * 100)
    assert len(eve.rest()) <= 262_144  # what one read from the kernel may hold, of 2 MB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_eve_who_does_not_read_is_dropped_and_ana_is_not(port: int, peers: Connect) -> None:
    eve, ana = peers(port, buffer=4096), peers(port)
    eve.upgrade()
    ana.upgrade()
    eve.send(frame(TEXT, b"flood me"))
    ana.send(frame(TEXT, b"flood me"))
    heard, until = 0, time.monotonic() + 1.2
    while time.monotonic() < until:
        heard += len(ana.socket.recv(1_000_000))
    eve.rest()  # ends only because the server has aborted
    assert heard > 1_000_000
    assert ana.socket.recv(10)


def test_frames_are_pushed_joined_and_the_last_word_is_the_close(port: int, peers: Connect) -> None:
    ana = peers(port)
    ana.upgrade()
    ana.send(frame(TEXT, b"hang up"))
    heard = ana.rest()
    assert heard.startswith(b"\x82\x03one\x82\x03two\x88")
    assert heard.endswith((4400).to_bytes(2, "big") + b"as you wished")


def test_a_kept_conversation_goes_on_after_the_call_and_ends_the_socket(
    port: int, peers: Connect
) -> None:
    ana, rob = peers(port), peers(port)
    for one in (ana, rob):
        one.upgrade()
        one.send(frame(TEXT, b"keep me"))
    for words in (b"one", b"two"):
        ana.send(frame(TEXT, words))
        assert ana.socket.recv(100) == b"\x81\x03" + words
    ana.send(frame(TEXT, b"enough"))
    assert ana.rest() == b""
    rob.send(frame(CLOSE, (1000).to_bytes(2, "big")))
    assert close_code(rob.rest()) == 1000


def test_who_leaves_too_much_unread_is_dropped_before_memory_grows(
    port: int, peers: Connect
) -> None:
    eve = peers(port, buffer=4096)
    eve.upgrade()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    eve.send(frame(TEXT, b"push me"))
    time.sleep(0.3)
    eve.rest()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_budget_refills_with_time_up_to_its_burst() -> None:
    now = 0.0
    budget = Budget(2, 4, clock=lambda: now)
    assert [budget.take() for _ in range(5)] == [True, True, True, True, False]
    now = 1.5
    assert [budget.take() for _ in range(3)] == [True, True, False]
    now = 100.0
    assert [budget.take() for _ in range(5)] == [True, True, True, True, False]


def test_a_full_server_turns_a_newcomer_away_before_the_handshake(
    port: int, peers: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counted(0)
    ana, carl = peers(port), peers(port)
    ana.upgrade()
    monkeypatch.setattr("portal.server.occupancy.SOCKETS", occupancy.sockets)
    answer = carl.upgrade()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert 5 <= int(answer.partition(b"Retry-After: ")[2].split()[0]) <= 30

    ana.send(frame(PING, b"still here"))
    assert b"still here" in ana.socket.recv(100)


def test_sockets_that_close_are_not_counted_any_more(port: int, peers: Connect) -> None:
    assert counted(0)
    ana = peers(port)
    ana.upgrade()
    assert counted(1)
    ana.close()
    assert counted(0)


def counted(sockets: int) -> bool:
    until = time.monotonic() + 3
    while occupancy.sockets != sockets and time.monotonic() < until:
        time.sleep(0.01)
    return occupancy.sockets == sockets


def test_a_server_that_leaves_is_not_ready_and_sends_its_clients_away_one_after_the_other(
    peers: Connect,
) -> None:
    def farewell(client: Peer) -> tuple[int, float]:
        return close_code(client.rest()), time.monotonic()

    def looks_elsewhere() -> bool:
        until = time.monotonic() + 5
        while occupancy.ready and time.monotonic() < until:
            time.sleep(0.01)
        return not occupancy.ready

    with ThreadPoolExecutor(21) as threads:
        with running(application, ws=Unhurried) as port:
            clients = [peers(port) for _ in range(20)]
            for client in clients:
                client.upgrade()
            assert occupancy.ready
            farewells = [threads.submit(farewell, client) for client in clients]
            balancer = threads.submit(looks_elsewhere)
        codes, times = zip(*(one.result() for one in farewells), strict=True)
    assert balancer.result()
    assert set(codes) == {1012}
    assert max(times) - min(times) > 0.3
