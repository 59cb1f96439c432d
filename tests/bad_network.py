"""A wire to a server on this machine that can be made slow, mute or cut while it is used."""

import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 65_536
LOOK_S = 0.02
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: a close sends a reset."""


class Wire:
    """Carries what comes to `port` to another port of this machine and back, as well as it is told to."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._ends: dict[socket.socket, socket.socket] = {}
        self._lock = threading.Lock()
        self._ways = selectors.DefaultSelector()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.delay_s = 0.0
        """How long each piece lies on the way."""
        self.is_mute = False
        """Whether what is sent is taken and never arrives, as behind a firewall that drops it."""
        self.is_cut = False
        """Whether who connects is hung up on."""
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="wire")
        self._thread.start()

    def cut(self) -> None:
        """Hang up on everybody, with a reset, until `mend`."""
        self.is_cut = True
        with self._lock:
            for end in list(self._ends):
                self._hang_up(end)

    def mend(self) -> None:
        """Be a good wire from now on; what was cut has to be connected anew."""
        self.is_cut, self.is_mute, self.delay_s = False, False, 0.0

    def end(self) -> None:
        self._is_over.set()
        self._thread.join()
        with self._lock:
            for end in list(self._ends):
                self._hang_up(end)
        self._listening.close()
        self._ways.close()

    def _carry(self) -> None:
        self._ways.register(self._listening, selectors.EVENT_READ)
        while not self._is_over.is_set():
            for key, _ in self._ways.select(LOOK_S):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._listening:
                    self._connect()
                elif self.is_mute:
                    time.sleep(LOOK_S)  # it stays in the system's buffers, and what does not fit with the sender
                else:
                    with self._lock:
                        self._pass_on(end)

    def _connect(self) -> None:
        near, _ = self._listening.accept()
        if self.is_cut:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            near.close()
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            near.close()
            return
        with self._lock:
            self._ends[near], self._ends[far] = far, near
            for end in (near, far):
                self._ways.register(end, selectors.EVENT_READ)

    def _pass_on(self, end: socket.socket) -> None:
        if end not in self._ends:
            return
        try:
            piece = end.recv(PIECE)
            if piece:
                time.sleep(self.delay_s)
                self._ends[end].sendall(piece)
                return
        except OSError:
            pass
        self._hang_up(end)

    def _hang_up(self, end: socket.socket) -> None:
        other = self._ends.pop(end, None)
        if other is None:
            return
        self._ends.pop(other, None)
        for one in (end, other):
            with suppress(KeyError, ValueError):
                self._ways.unregister(one)
            if self.is_cut:
                with suppress(OSError):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            one.close()


@contextmanager
def wire(address: str) -> Iterator[tuple[str, Wire]]:
    """Give the address of a wire to the server at `address` (http://host:port), and the wire."""
    made = Wire(int(address.rpartition(":")[2]))
    try:
        yield f"http://127.0.0.1:{made.port}", made
    finally:
        made.end()
