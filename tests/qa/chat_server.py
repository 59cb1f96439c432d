"""A real OpenAI-compatible chat server on this machine, whose answers a test writes down beforehand."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.settings import ChatSettings


@dataclass(frozen=True)
class Reply:
    """One scripted reply: its text in pieces, or an error status.

    `end`: "stop" and "length" finish the stream in order, "close" drops the connection after the pieces, "garbage"
    sends a chunk that is no JSON. `silent_s` passes before the pieces, `between_s` between them, unless the server
    is stopped meanwhile.
    """

    pieces: tuple[str, ...] = ()
    status: int = 200
    end: str = "stop"
    silent_s: float = 0.0
    between_s: float = 0.0
    retry_after: str = ""


Made = Callable[[dict[str, Any]], Reply]
"""A reply made of the request's body: of the passages that it holds, for one that lies about them."""


@dataclass
class ChatServer:
    """`requests` are the bodies received, `keys` their Authorization headers. The last reply is repeated."""

    replies: list[Reply | Made]
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def settings(self, **changes: Any) -> ChatSettings:
        return ChatSettings(**{"model": "openai:scripted", "base_url": self.address, "timeout_s": 20, **changes})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    served: ChatServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        served = self.server.served
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reply = served.replies[min(len(served.requests), len(served.replies) - 1)]
        served.requests.append(json.loads(body))
        if not isinstance(reply, Reply):
            reply = reply(served.requests[-1])
        served.keys.append(self.headers.get("Authorization", ""))
        try:
            if reply.status == 200:
                self._write(reply)
            else:
                self._refuse(reply)
        except OSError:
            served.gone.set()
            self.close_connection = True

    def _refuse(self, reply: Reply) -> None:
        body = json.dumps({"error": {"message": "key sk-secret is wrong", "type": "scripted"}}).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if reply.retry_after:
            self.send_header("Retry-After", reply.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def _write(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.server.served.stopped.wait(reply.silent_s)
        for piece in reply.pieces:
            self._send(json.dumps(_chunk(piece, None)))
            self.server.served.stopped.wait(reply.between_s)
        if reply.end == "close":
            self.close_connection = True
            return
        if reply.end == "garbage":
            self._send('{"id": "x", "choices": [{')
        else:
            self._send(json.dumps(_chunk("", reply.end)))
            self._send("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, data: str) -> None:
        body = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


@contextmanager
def chat_server(*replies: Reply | Made) -> Iterator[ChatServer]:
    """Serve the replies, one a request, until the block ends. `gone` is set once a client hung up in the middle."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.served = ChatServer(list(replies), f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.served
    finally:
        server.served.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _chunk(text: str, finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
