"""Many, slow and misbehaving clients of the real web app: others are answered in time, and the log stays short."""

import base64
import os
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.end_to_end.web_server import WebServer, running_server
from tests.raw_connection import answer_of, connect_to
from ui.access.web_limits import MAX_PAGES, OpenPages

pytestmark = [pytest.mark.faults, pytest.mark.slow]

IDLE_CLIENTS = 1000
PATIENCE_S = 60.0
HOST = "Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web app, whose log must end up with no traceback and few lines, whatever was sent."""
    with running_server(tmp_path_factory.mktemp("web")) as running:
        yield running
    log = running.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert len(log.splitlines()) < 200
    assert "neither counted nor timed" not in log


def connect(server: WebServer) -> socket.socket:
    return connect_to(server.address, PATIENCE_S)


def health_s(server: WebServer) -> float:
    """Return how long an ordinary request takes."""
    started = time.monotonic()
    with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=PATIENCE_S) as answer:
        assert answer.status == 200
    return time.monotonic() - started


def open_page(server: WebServer) -> socket.socket | None:
    """Return a WebSocket opened as a page does, or None if it is refused."""
    connection = connect(server)
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
    connection.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{HOST}Origin: {server.address}\r\n{upgrade}\r\n".encode())
    status = connection.recv(4096).split(b"\r\n")[0]
    if status.startswith(b"HTTP/1.1 101 "):
        return connection
    assert status.startswith(b"HTTP/1.1 403 ")
    connection.close()
    return None


def test_a_thousand_idle_connections_and_a_trickling_client_keep_nobody_waiting(server: WebServer) -> None:
    with ExitStack() as stack:
        trickling = stack.enter_context(connect(server))
        trickling.sendall(f"POST /sign-in HTTP/1.1\r\n{HOST}".encode())
        idle = [stack.enter_context(connect(server)) for _ in range(IDLE_CLIENTS)]
        taken = []
        for number in range(20):
            taken.append(health_s(server))
            try:
                trickling.sendall(f"X-{number}: y\r\n".encode())
            except ConnectionError:
                pass  # it had to make room
        assert sorted(taken)[10] < 1.0
        assert answer_of(idle[0]) == b""  # it made room for the others
        assert answer_of(idle[-1]).startswith(b"HTTP/1.1 408 ")


@pytest.mark.long
def test_head_and_body_that_trickle_are_ended(server: WebServer) -> None:
    with connect(server) as head, connect(server) as body:
        head.sendall(f"GET / HTTP/1.1\r\n{HOST}".encode())
        body.sendall(f"POST /sign-in HTTP/1.1\r\n{HOST}Content-Length: 5000\r\n\r\np".encode())
        assert answer_of(head).startswith(b"HTTP/1.1 408 ")
        assert answer_of(body).startswith(b"HTTP/1.1 408 ")


def test_connection_that_asks_nothing_more_is_ended(server: WebServer) -> None:
    with connect(server) as connection:
        connection.sendall(f"GET /_stcore/health HTTP/1.1\r\n{HOST}\r\n".encode())
        assert answer_of(connection).startswith(b"HTTP/1.1 200 ")


def test_upload_that_is_given_up_and_what_is_no_request_leave_no_traceback(server: WebServer) -> None:
    for path in ("/_stcore/upload_file/session/file", "/sign-in"):
        with connect(server) as connection:
            head = f"{'PUT' if 'upload' in path else 'POST'} {path} HTTP/1.1\r\n{HOST}"
            kind = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n\r\n--b\r\nhalf"
            connection.sendall(f"{head}{kind}".encode())
            time.sleep(0.2)
    for _ in range(500):
        with connect(server) as connection:
            connection.sendall(b"\x00\x01 no request\r\n\r\n")
            answer_of(connection)
    assert health_s(server) < PATIENCE_S


def test_head_that_is_too_long_is_refused(server: WebServer) -> None:
    with connect(server) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\n{HOST}X-Long: {'x' * 70_000}\r\n\r\n".encode())
        assert answer_of(connection).startswith(b"HTTP/1.1 431 ")


def test_pages_are_counted_by_address_and_in_all() -> None:
    pages = OpenPages(most=5, most_of_address=2)
    assert [pages.enter("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [pages.enter(f"2001:db8::{n}") for n in range(3)] == [True, True, False]  # one network
    assert [pages.enter("127.0.0.1") for _ in range(2)] == [True, False]  # five in all
    pages.leave("192.0.2.1")
    assert pages.enter("192.0.2.2")


def test_pages_beyond_those_there_is_room_for_are_refused_until_one_is_closed(server: WebServer) -> None:
    with ExitStack() as stack:
        opened = []
        while (page := open_page(server)) is not None:
            opened.append(stack.enter_context(page))
            assert len(opened) <= MAX_PAGES
        assert health_s(server) < PATIENCE_S
        opened[0].close()
        deadline = time.monotonic() + PATIENCE_S
        while (again := open_page(server)) is None and time.monotonic() < deadline:
            time.sleep(0.2)
        assert again is not None
        again.close()


def test_message_longer_than_a_page_sends_ends_the_page(server: WebServer) -> None:
    page = open_page(server)
    assert page is not None
    with page:
        page.sendall(bytes([0x82, 0xFF]) + (200 * 1024 * 1024).to_bytes(8, "big") + bytes(4))
        assert answer_of(page)[:1] == b"\x88"  # closed before anything was kept
