"""Count the project's files and functions that a question or an article passes through.

    python tests/benchmarks/trips.py [ask|http|page|article] [--show]

Counts the functions of index/, qa/ and ui/ that run, in any thread, by file and qualified name (all lambdas of one
function count as one more), and their files. The models and the library are open and the same trip was made before, so
one-time loading does not count; nor do the bodies of modules and classes. Uses the real models and the sample articles,
and runs in the working copy it is started in.
"""

import argparse
import inspect
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path.cwd()
LAYERS = ("index", "qa", "ui")
BEFORE, QUESTION = "青石镇新小学有多少个班？", "澜青大桥全长多少公里？"
ARTICLE = "{}镇图书馆开放\n发布时间：2024-08-05　来源：{}日报\n8月4日，{}镇图书馆开放，藏书5200册。\n"
KEY = "a-key-of-the-benchmark"
WAIT_S = 600


class Trip:
    """Records the project's functions that run inside `counted`; create it before any thread that should count."""

    def __init__(self) -> None:
        self._prefixes = tuple(f"{ROOT / layer}{os.sep}" for layer in LAYERS)
        self._is_noting = False
        self._seen: set[CodeType] = set()
        threading.setprofile(self._note)
        sys.setprofile(self._note)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Record what runs inside the block."""
        self._is_noting = True
        try:
            yield
        finally:
            self._is_noting = False

    @property
    def functions(self) -> list[str]:
        """The functions as "file: name"."""
        seen = [code for code in self._seen if code.co_filename.startswith(self._prefixes)]
        places = {
            f"{Path(code.co_filename).relative_to(ROOT)}: {code.co_qualname}"
            for code in seen
            if code.co_flags & inspect.CO_NEWLOCALS  # not set for bodies of modules and classes
        }
        return sorted(places)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        if self._is_noting and event == "call":
            self._seen.add(frame.f_code)


def follow_ask(folder: Path, trip: Trip) -> None:
    """Follow `ask --json` from the open library to the JSON."""
    from index.settings import Settings
    from qa.asking import open_question_answering
    from qa.json_form import answer_to_json

    answering = open_question_answering(Settings(), folder / "library")
    answer_to_json(answering.ask(BEFORE))
    with trip.counted():
        assert answer_to_json(answering.ask(QUESTION))["status"] == "answered"


def follow_http(folder: Path, trip: Trip) -> None:
    """Follow POST /ask, with a key, from the socket to the response."""
    import httpx
    import uvicorn

    from index.settings import Settings
    from qa.asking import open_question_answering
    from qa.serve.server import make_application
    from qa.serve.service import make_service

    settings = Settings()
    answering = open_question_answering(settings, folder / "library")
    application = make_application(make_service(answering, settings.http, {settings.http.reader_key_variable: KEY}))
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.05)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {KEY}"}, timeout=WAIT_S) as client:
        client.post("/ask", json={"question": BEFORE})
        with trip.counted():
            assert client.post("/ask", json={"question": QUESTION}).json()["status"] == "answered"
    server.should_exit = True
    thread.join()


def follow_page(folder: Path, trip: Trip) -> None:
    """Follow a question typed on the page until its answer is drawn."""
    from streamlit.testing.v1 import AppTest

    config = folder / "config.toml"
    config.write_text(f'[library]\nfolder = "{folder / "library"}"\narticles = "{ROOT / "articles"}"\nwatch = false\n')
    os.environ["YINJU_CONFIG"] = str(config)
    app = AppTest.from_file(str(ROOT / "ui" / "app.py"), default_timeout=WAIT_S).run()
    app.chat_input[0].set_value(BEFORE).run()
    with trip.counted():
        app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception


def follow_article(folder: Path, trip: Trip) -> None:
    """Follow a new text file from its folder into the library."""
    from index.embed.embedder import load_embedder
    from index.library import Library
    from index.settings import EmbeddingSettings
    from index.sync.sources import sync_paths

    library = Library.open(folder / "library", load_embedder(EmbeddingSettings()))
    arriving = folder / "arriving"
    arriving.mkdir()
    (arriving / "1.txt").write_text(ARTICLE.format(*["青柏"] * 3), encoding="utf-8")
    sync_paths(library, [arriving])
    (arriving / "2.txt").write_text(ARTICLE.format(*["霜桥"] * 3), encoding="utf-8")
    with trip.counted():
        sync_paths(library, [arriving])
    library.close()


TRIPS: dict[str, Callable[[Path, Trip], None]] = {
    "ask": follow_ask,
    "http": follow_http,
    "page": follow_page,
    "article": follow_article,
}


def main() -> None:
    """Follow one trip, or each in its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trip", nargs="?", choices=TRIPS)
    parser.add_argument("--show", action="store_true", help="name the functions")
    options = parser.parse_args()
    if options.trip is None:
        for name in TRIPS:
            subprocess.run([sys.executable, __file__, name, *["--show"][: options.show]], check=True)
        return
    sys.path.insert(0, str(ROOT))
    trip = Trip()
    with tempfile.TemporaryDirectory(prefix="yinju-trip-") as name:
        library = Path(name) / "library"
        command = [sys.executable, "-m", "index", "sync", "articles", "--library", str(library)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        TRIPS[options.trip](Path(name), trip)
    files = {function.partition(":")[0] for function in trip.functions}
    print(f"{options.trip:8} {len(files):3} files  {len(trip.functions):3} functions", flush=True)  # noqa: T201
    if options.show:
        print("\n".join(f"    {function}" for function in trip.functions))  # noqa: T201
    os._exit(0)  # does not wait for the servers' threads


if __name__ == "__main__":
    main()
