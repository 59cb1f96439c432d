"""Milvus as a server: Lite as one of its own, and the real standalone server that the package `milvus` carries."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

START_S = 30


def new_name() -> str:
    """Return a name that no library on a server has yet."""
    return f"lib{secrets.token_hex(6)}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Give the address of a server that keeps its data in `folder`; stop it at the end."""
    port = free_port()
    command = [Path(sys.executable).with_name("milvus-lite"), "server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, "--data-dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


# ---- The real server: version 2.3.5, standalone, with etcd and its storage inside its one process


REAL_START_S = 120.0
_UNPACK = """
import sys, milvus
server = milvus.MilvusServer()
server.set_base_dir(sys.argv[1])
server.config.update(proxy_port=int(sys.argv[2]))
server.config.resolve()
milvus._initialize_data_files(server.config.base_data_dir)
"""


class RealServer:
    """The standalone server of the package `milvus`, with its data and logs in `folder`, at one address for its life.

    Only one runs on a machine at a time: the port at which its etcd meets others of its kind is fixed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        port, self._health_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{port}"
        subprocess.run([sys.executable, "-c", _UNPACK, str(folder), str(port)], check=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers."""
        places = {
            "DEPLOY_MODE": "STANDALONE",
            "METRICS_PORT": str(self._health_port),
            "MILVUS_RUN_DIR": str(self._folder / "run"),
            "LD_LIBRARY_PATH": str(self._folder / "bin"),
        }
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._folder / "bin" / "milvus", "run", "standalone"],
                cwd=self._folder, env={**os.environ, **places}, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + REAL_START_S
        while not self._is_well():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Milvus did not start; see {self._folder / 'server.log'}")
            time.sleep(0.2)

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._health_port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return b"OK" in connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """Let it die at once, as when the power fails."""
        self._end(lambda process: process.kill())

    def stop(self) -> None:
        self._end(lambda process: process.terminate())

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self._process is not None:
            how(self._process)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
            self._process = None
