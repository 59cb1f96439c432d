"""Put the HTTP service under load: many clients at once, while articles are added and removed.

    python tests/benchmarks/bench_http.py [--clients 50] [--seconds 600] [--toy]

Starts `yinju serve` over the sample articles (--toy: with the toy embedder and no reader model), asks the project's own
questions as JSON, as events and in OpenAI's format, and prints the requests answered per second, their times, the
failures and the server's memory. 127.0.0.1 only.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
TOY_PROGRAM = str(ROOT / "tests" / "qa" / "serve" / "toy_server.py")
QUESTIONS = ROOT / "tests" / "evaluation" / "questions.jsonl"
WARM_SHARE = 0.25
"""Share of the time after which memory is first measured: caches fill before that."""
MOST_GROWTH = 0.05
"""Share by which memory may still grow once warm. A model caches its preparation for each width of text, so memory
rises until questions of all widths were asked, and then levels off (882 MB after 150 s, 900 MB after ten minutes)."""
CHANGE_EVERY_S = 1.0
TIMEOUT_S = 120.0
CONFIG = "[http]\nrequests_per_minute = 1000000\nqueue = 200\n"


@dataclass
class Load:
    """The results. Times are in milliseconds; memory is in MB, once warm and at the end."""

    seconds: float = 0.0
    taken_ms: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    warm_mb: float = 0.0
    end_mb: float = 0.0

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.taken_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def line(self) -> str:
        """The figures, in one line."""
        return (
            f"{len(self.taken_ms)} requests in {self.seconds:.0f} s ({len(self.taken_ms) / self.seconds:.1f}/s), "
            f"p50 {self.percentile(0.5):.0f} ms, p95 {self.percentile(0.95):.0f} ms, "
            f"p99 {self.percentile(0.99):.0f} ms, "
            f"{self.changes} articles put in and taken out, memory {self.warm_mb:.0f} -> {self.end_mb:.0f} MB, "
            f"failures: {dict(self.failures) or 'none'}"
        )


def own_questions() -> list[str]:
    """Return the questions of the project's own evaluation."""
    return [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


async def run_load(address: str, process: int, clients: int, seconds: float) -> Load:
    """Keep `clients` asking one question after another for `seconds`; `process` is the server's id."""
    load, questions = Load(), own_questions()
    started = time.monotonic()
    end = started + seconds
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=TIMEOUT_S, limits=limits) as client:
        asking = [_ask_on(client, load, random.Random(seed), questions, end) for seed in range(clients)]
        watching = _watch_memory(load, process, started + WARM_SHARE * seconds)
        await asyncio.gather(*asking, _change_on(client, load, end), watching)
    load.seconds = time.monotonic() - started
    load.end_mb = memory_mb(process)
    return load


async def _ask_on(
    client: httpx.AsyncClient, load: Load, chance: random.Random, questions: list[str], end: float
) -> None:
    earlier: list[str] = []
    while time.monotonic() < end:
        question = chance.choice(questions)
        started = time.perf_counter()
        try:
            fault = await chance.choice((_ask_json, _ask_events, _ask_openai))(client, question, earlier)
        except httpx.HTTPError as error:
            fault = type(error).__name__
            await asyncio.sleep(0.1)
        load.taken_ms.append((time.perf_counter() - started) * 1000)
        if fault:
            load.failures[fault] += 1
        earlier = [question] if chance.random() < 0.2 else []


async def _ask_json(client: httpx.AsyncClient, question: str, earlier: list[str]) -> str:
    """Return what is wrong with the response, or ''."""
    response = await client.post("/ask", json={"question": question, "history": earlier})
    if response.status_code != 200:
        return f"HTTP {response.status_code}"
    return "" if all(_is_verbatim(citation) for citation in response.json()["citations"]) else "a quote is not verbatim"


def _is_verbatim(citation: dict[str, object]) -> bool:
    text, start, end = str(citation["paragraph_text"]), citation["start"], citation["end"]
    return isinstance(start, int) and isinstance(end, int) and text[start:end] == citation["quote"]


async def _ask_events(client: httpx.AsyncClient, question: str, earlier: list[str]) -> str:
    headers = {"Accept": "text/event-stream"}
    response = await client.post("/ask", json={"question": question, "history": earlier}, headers=headers)
    if response.status_code != 200:
        return f"HTTP {response.status_code}"
    return "" if response.text.rstrip().split("\n\n")[-1].startswith("event: answer\n") else "a stream without its end"


async def _ask_openai(client: httpx.AsyncClient, question: str, earlier: list[str]) -> str:
    messages = [{"role": "user", "content": text} for text in (*earlier, question)]
    response = await client.post("/v1/chat/completions", json={"messages": messages})
    return "" if response.status_code == 200 else f"HTTP {response.status_code}"


async def _change_on(client: httpx.AsyncClient, load: Load, end: float) -> None:
    """Add and remove an article, over and over."""
    while time.monotonic() < end:
        number = load.changes
        record = {"title": f"第{number}号通告", "text": f"第{number}号渡口的水位昨天涨了{number % 9 + 1}米，渡船停开。"}
        for response in (await client.put("/articles/load", json=record), await client.delete("/articles/load")):
            if response.status_code not in (200, 201, 204):
                load.failures[f"{response.request.method} HTTP {response.status_code}"] += 1
        load.changes += 1
        await asyncio.sleep(CHANGE_EVERY_S)


async def _watch_memory(load: Load, process: int, when: float) -> None:
    await asyncio.sleep(when - time.monotonic())
    load.warm_mb = memory_mb(process)


def memory_mb(process: int) -> float:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


@contextmanager
def started_server(folder: Path, *, is_toy: bool) -> Iterator[tuple[str, int]]:
    """Yield the address and process id of a server over the sample articles."""
    program = [TOY_PROGRAM] if is_toy else ["-m", "qa"]
    config = folder / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    environment = {**os.environ, "YINJU_CONFIG": str(config)}
    command = [sys.executable, *program, "serve", "--port", "0", "--library", str(folder / "library")]
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            if not address:
                raise RuntimeError(f"the server did not start:\n{(folder / 'log.txt').read_text(encoding='utf-8')}")
            yield address, server.pid
        finally:
            server.terminate()
            server.wait(60)
            if server.stdout is not None:
                server.stdout.close()


def main() -> None:
    """Run the load and print the figures; exit with 1 if anything failed or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--toy", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.toy:
            from tests.qa.serve.conftest import toy_answering

            toy_answering(folder / "library").library.close()
        else:
            sync = [sys.executable, "-m", "index", "sync", "articles", "--library", str(folder / "library")]
            subprocess.run(sync, cwd=ROOT, check=True, capture_output=True)
        with started_server(folder, is_toy=options.toy) as (address, process):
            load = asyncio.run(run_load(address, process, options.clients, options.seconds))
    print(load.line)  # noqa: T201
    sys.exit(1 if load.failures or load.end_mb > load.warm_mb * (1 + MOST_GROWTH) else 0)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
