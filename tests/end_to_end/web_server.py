"""Start the real web app in its own process, and a Chromium to view it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCHED_PROCESS = Path(__file__).with_name("watched_process")
"""On the server's path, so that its log names every host it looks up."""
START_S = 120
STOP_S = 30


@dataclass(frozen=True)
class WebServer:
    """A running web app, the folder it watches, the file it logs to and its process."""

    address: str
    articles: Path
    log: Path
    process_id: int

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Keep the server from doing anything: what the page shows meanwhile is its own doing."""
        os.kill(self.process_id, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process_id, signal.SIGCONT)


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@contextmanager
def running_server(
    folder: Path, *, watch: bool = False, library: Path | None = None, settings: str = ""
) -> Iterator[WebServer]:
    """Yield the web app over an empty library in `folder`, started as a person would; stop it at the end.

    `library` is another library to open, `settings` are further lines for config.toml.
    Without `watch` it only syncs when told to, so that a test knows what a sync will find.
    """
    articles, config, log = folder / "articles", folder / "config.toml", folder / "log.txt"
    articles.mkdir(exist_ok=True)
    paths = f"folder = {str(library or 'library')!r}\narticles = 'articles'"
    config.write_text(f"[library]\n{paths}\nwatch = {str(watch).lower()}\n{settings}", encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "ui/app.py", "--server.port", str(port)]
    environment = {**os.environ, "YINJU_CONFIG": str(config), "PYTHONPATH": str(WATCHED_PROCESS)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, log)
            yield WebServer(address, articles, log, process.pid)
        finally:
            process.terminate()
            process.wait(STOP_S)


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers; raise with its log if it exits or does not start in time."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
