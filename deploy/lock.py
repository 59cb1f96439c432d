"""Write requirements.lock, requirements-torch.lock and requirements-lean.lock anew from the lists: `make lock` (needs
the network).

What is pinned already stays where it still fits; `python deploy/lock.py --upgrade NAME` takes a newer version of one.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INDEX = "https://pypi.org/simple"
OLDEST_PYTHON = "3.11"
HASHED, TORCH = "requirements.lock", "requirements-torch.lock"
LEAN, LEAN_LOCK = "requirements-lean.txt", "requirements-lean.lock"
_OF_TORCH = re.compile(r"(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)==")
_NOTE = "# Made by `make lock` from requirements.txt, for Python {python} and newer; a test holds that it covers it.\n"
_HASHED_NOTE = _NOTE + "# pip install --no-deps --require-hashes -r requirements.lock\n"
_LEAN_NOTE = _NOTE.replace("requirements.txt", LEAN) + (
    f"# pip install --no-deps --require-hashes -r {LEAN_LOCK}: without torch, which the bundled model does not need.\n"
)
_TORCH_NOTE = _NOTE + (
    "# torch and what its GPU builds bring. Without hashes: which build there is, differs by index. After the other:\n"
    "# pip install --constraint requirements-torch.lock torch\n"
)


def main() -> int:
    """Resolve, split, write; return uv's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", metavar="NAME", action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        resolved = Path(folder) / "resolved.txt"
        resolved.write_text("".join((ROOT / name).read_text() for name in (HASHED, TORCH) if (ROOT / name).exists()))
        command = _command(resolved, options.upgrade)
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
        pins = re.split(r"\n(?=\S)", resolved.read_text().strip())
        _write_lean(Path(folder) / "lean.txt", pins)
    hashed = [pin for pin in pins if not _OF_TORCH.match(pin)]
    plain = [pin.splitlines()[0].removesuffix(" \\") for pin in pins if _OF_TORCH.match(pin)]
    for name, note, lines in ((HASHED, _HASHED_NOTE, hashed), (TORCH, _TORCH_NOTE, plain)):
        (ROOT / name).write_text(note.format(python=OLDEST_PYTHON) + "\n".join(lines) + "\n")
    return 0


def _write_lean(resolved: Path, pins: list[str]) -> None:
    """Write what of these pins is needed without torch: what requirements-lean.txt asks for and brings."""
    versions = resolved.with_name("versions.txt")
    versions.write_text("".join(pin.splitlines()[0].removesuffix(" \\") + "\n" for pin in pins))
    command = [
        sys.executable, "-m", "uv", "pip", "compile", LEAN, "--output-file", str(resolved), "--quiet", "--no-config",
        "--default-index", INDEX, "--universal", "--python-version", OLDEST_PYTHON, "--no-header", "--no-annotate",
        "--constraints", str(versions),
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True)
    needed = set(resolved.read_text().splitlines())
    kept = [pin for pin in pins if pin.splitlines()[0].removesuffix(" \\") in needed]
    (ROOT / LEAN_LOCK).write_text(_LEAN_NOTE.format(python=OLDEST_PYTHON) + "\n".join(kept) + "\n")


def _command(output: Path, upgraded: list[str]) -> list[str]:
    """Return the call of uv. No setting of this machine, no mirror of its own, may choose what everybody gets."""
    # The lists of the extras and of the tests pin some of the same packages; the benchmarks have a folder of their own.
    beside = sorted(set(ROOT.glob("requirements-*.txt")) - {ROOT / "requirements-benchmarks.txt"})
    return [
        sys.executable, "-m", "uv", "pip", "compile", "requirements.txt", "--output-file", str(output), "--quiet",
        "--no-config", "--default-index", INDEX, "--universal", "--python-version", OLDEST_PYTHON,
        "--generate-hashes", "--no-header", "--no-annotate",
        *(word for path in beside for word in ("--constraints", path.name)),
        *(word for name in upgraded for word in ("--upgrade-package", name)),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
