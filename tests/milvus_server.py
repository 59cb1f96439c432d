"""Milvus Lite as a server of its own: the nearest thing to a real one that installs from a package."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_S = 30


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Give the address of a server that keeps its data in `folder`; stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
