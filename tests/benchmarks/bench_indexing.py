"""Index the same articles with this program and with what a user would write with LangChain, with the same model.

    .venv-benchmarks/bin/python -m tests.benchmarks.bench_indexing ARTICLES.jsonl[.gz] [--articles 150] [--rounds 3]

requirements-benchmarks.txt says how to install .venv-benchmarks. The two take turns, each in its own process with its
code imported and its model loaded before the clock starts; on a busy machine, ratios within a round say more than
seconds. LangChain's program: RecursiveCharacterTextSplitter with this program's chunk size and no overlap (with overlap
it embeds more text for the same articles), HuggingFaceEmbeddings in float32, FAISS.from_documents, save_local.
"""

# ruff: noqa: T201  (a benchmark prints its table)
import argparse
import cProfile
import gzip
import json
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

STEPS = {
    "read and clean": ("loader.py", "iter_articles"),
    "find reprints": ("reprint_plan.py", "plan_reprints"),
    "cut chunks and words": ("article_rows.py", "prepare_chunks"),
    "embed": ("bundled.py", "embed_passages"),
}
"""The steps of a sync that the profile names; the rest is SQLite and bookkeeping."""


@dataclass(frozen=True)
class Taken:
    """What one contender took: seconds of wall time and of CPU time, pieces embedded."""

    wall_s: float
    cpu_s: float
    pieces: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--articles", dest="count", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contender", choices=CONTENDERS)
    options = parser.parse_args()
    if options.contender:
        print(json.dumps(asdict(CONTENDERS[options.contender](options.articles))))
        return
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "articles.jsonl"
        chars = take_articles(options.articles, options.count, file)
        print(f"{options.count} articles, {chars:,} characters; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        rounds = [{name: _run(name, file) for name in ("yinju", "langchain")} for _ in range(options.rounds)]
        _print_rounds(rounds, chars)
        limit = _run("limit", file)
        ours_s = statistics.median(taken["yinju"].cpu_s for taken in rounds)
        print(f"processor time: {ours_s:.1f} s, of which the products of the matrices alone need {limit.cpu_s:.1f} s")
        profile = _run("profile", file)
        print(f"profiled sync: {profile.wall_s:.1f} s")


def take_articles(source: Path, count: int, target: Path) -> int:
    """Write the first `count` articles of `source` to `target`; return their number of characters."""
    opened = gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8")
    chars = 0
    with opened as lines, target.open("w", encoding="utf-8") as out:
        for _, line in zip(range(count), lines, strict=False):
            chars += len(json.loads(line)["text"])
            out.write(line)
    return chars


def _run(contender: str, file: Path) -> Taken:
    command = [sys.executable, "-m", "tests.benchmarks.bench_indexing", str(file), "--contender", contender]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    *said, last = run.stdout.strip().splitlines()
    if said:
        print("\n".join(said))
    return Taken(**json.loads(last))


def _print_rounds(rounds: list[dict[str, Taken]], chars: int) -> None:
    print("round  yinju chars/s  langchain chars/s  ratio  ratio of processor time  pieces")
    for number, taken in enumerate(rounds, 1):
        ours, theirs = taken["yinju"], taken["langchain"]
        print(
            f"{number:5}  {chars / ours.wall_s:13,.0f}  {chars / theirs.wall_s:17,.0f}  {_wall_ratio(taken):5.2f}"
            f"  {_cpu_ratio(taken):23.2f}  {ours.pieces} / {theirs.pieces}"
        )
    for name, ratio in (("ratio", _wall_ratio), ("ratio of processor time", _cpu_ratio)):
        print(f"median {name}: {statistics.median(map(ratio, rounds)):.2f}")


def _wall_ratio(taken: dict[str, Taken]) -> float:
    return taken["langchain"].wall_s / taken["yinju"].wall_s


def _cpu_ratio(taken: dict[str, Taken]) -> float:
    return taken["langchain"].cpu_s / taken["yinju"].cpu_s


def index_with_yinju(file: Path, watch: AbstractContextManager[object] | None = None) -> Taken:
    """Sync the file into a new library, inside the context `watch`."""
    import index.load.records  # noqa: F401  (imported at first use; LangChain's code is imported before its clock, too)
    from index.embed.embedder import load_embedder
    from index.library import Library
    from index.settings import EmbeddingSettings
    from index.sync.sources import sync_paths

    embedder = load_embedder(EmbeddingSettings())
    embedder.embed_passages(["热身"] * 64)
    with tempfile.TemporaryDirectory() as name:
        clock = _clock()
        with watch or nullcontext():
            library = Library.open(Path(name) / "library", embedder)
            sync_paths(library, [file])
        wall_s, cpu_s = clock()
        pieces = library.status().chunks
        library.close()
    return Taken(wall_s, cpu_s, pieces)


def index_with_langchain(file: Path) -> Taken:
    """Do what LangChain's tutorials do, with the same model in float32."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from index.embed.bundled import ensure_bundled_model
    from index.store.article_rows import CHUNK_CHARS

    embeddings = HuggingFaceEmbeddings(
        model_name=str(ensure_bundled_model()),
        model_kwargs={"device": "cpu", "model_kwargs": {"dtype": "float32"}},
        encode_kwargs={"normalize_embeddings": True, "prompt_name": "passage"},
    )
    embeddings.embed_documents(["热身"] * 8)
    with tempfile.TemporaryDirectory() as name:
        clock = _clock()
        documents = []
        for line in file.open(encoding="utf-8"):
            record = json.loads(line)
            documents.append(Document(page_content=record["text"], metadata={"id": record["id"]}))
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=0)
        pieces = splitter.split_documents(documents)
        FAISS.from_documents(pieces, embeddings).save_local(name)
        wall_s, cpu_s = clock()
    return Taken(wall_s, cpu_s, len(pieces))


def profile_yinju(file: Path) -> Taken:
    """Sync under a profiler; print the share of each step."""
    profile = cProfile.Profile()
    taken = index_with_yinju(file, profile)
    found = {
        (Path(place).name, name): figures[3]
        for (place, _, name), figures in pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
    }
    total = found["sources.py", "sync_paths"]
    for step, key in STEPS.items():
        print(f"  {step:22} {found.get(key, 0.0) / total:6.1%}")
    return taken


def measure_limit(file: Path) -> Taken:
    """Return what the model's matrix products alone take, for as many tokens, in large batches."""
    import numpy as np
    import openvino as ov
    from openvino import opset13 as ops

    from index.embed.bert_weights import load_layers
    from index.embed.bundled import ensure_bundled_model
    from index.embed.openvino_encoder import _linear, multiplies_in_tiles
    from index.embed.tokenizer import load_tokenizer

    folder = ensure_bundled_model()
    tokenizer = load_tokenizer(folder)
    tokens = sum(len(tokenizer.encode(json.loads(line)["text"]).ids) for line in file.open(encoding="utf-8"))
    layers = load_layers(folder / "model.safetensors", "encoder.layer.")
    states = ops.parameter([-1, 384], ov.Type.f32, name="states")
    current = states
    for layer in layers:
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                     "intermediate.dense", "output.dense"):  # fmt: skip
            current = _linear(current, layer, (name,), unpacked=multiplies_in_tiles())
    properties = {"NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "bf16",
                  "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128"}  # fmt: skip
    model = ov.Core().compile_model(ov.Model([ops.result(current)], [states], "products"), "CPU", properties)
    request = model.create_infer_request()
    batch = np.random.default_rng(1).standard_normal((1024, 384), dtype=np.float32)
    request.infer([batch])
    clock = _clock()
    for _ in range(-(-tokens // len(batch))):
        request.infer([batch], share_inputs=True)
    wall_s, cpu_s = clock()
    return Taken(wall_s, cpu_s, tokens)


def _clock() -> Callable[[], tuple[float, float]]:
    """Return a function that gives the seconds since now: wall time and CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    return lambda: (time.perf_counter() - wall, time.process_time() - cpu)


CONTENDERS: dict[str, Callable[[Path], Taken]] = {
    "yinju": index_with_yinju,
    "langchain": index_with_langchain,
    "profile": profile_yinju,
    "limit": measure_limit,
}


if __name__ == "__main__":
    main()
