"""Measure what the program adds to a chat model's time to first token.

    python tests/benchmarks/bench_stream.py --library library

A scripted server on this machine answers at once, so only the program is measured. Prints three medians: the server's
own first token over a bare connection; through the chat reader (prompt, LangChain, thread); from the question (with
search and the reader model before the chat model is asked).
"""

import argparse
import http.client
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.settings import load_settings
from qa.asking import open_question_answering
from qa.chat.prompt import write_prompt
from qa.chat.write import open_chat_writer
from tests.qa.chat_server import Reply, chat_server

QUESTION = "澜青大桥全长多少米？"
ROUNDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path)
    options = parser.parse_args()
    plain = open_question_answering(load_settings(), options.library)
    extractive = plain.ask(QUESTION)
    prompt = write_prompt(QUESTION, extractive.passages, max_tokens=2200)
    with chat_server(Reply(("大桥全长820米[1]。",) * 3)) as server:
        chat = open_chat_writer(server.settings())
        assert chat is not None
        answering = replace(plain, chat=chat)
        bare = _median(lambda: first_byte(server.address, prompt.system, prompt.user))
        reader = _median(lambda: next(chat.write(extractive)))
        whole = _median(lambda: next(answering.stream(QUESTION)))
    sys.stdout.write(
        f"first token: bare {bare:.1f} ms, through the chat reader {reader:.1f} ms (adds {reader - bare:.1f} ms), "
        f"from the question {whole:.1f} ms (search and reading {whole - reader:.1f} ms)\n"
    )


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return median(times[1:])


def first_byte(address: str, system: str, user: str) -> float:
    """Return the milliseconds to the first line of the server's reply over a bare connection."""
    started = time.perf_counter()
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    body = json.dumps({"model": "scripted", "stream": True, "messages": messages})
    connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
    connection.getresponse().readline()
    spent = (time.perf_counter() - started) * 1000
    connection.close()
    return spent


if __name__ == "__main__":
    main()
