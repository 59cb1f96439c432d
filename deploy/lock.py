"""Regenerate the lock files from requirements.txt, requirements-extras.txt and requirements-lean.txt: `make lock`
(needs the network).

Existing pins are kept where they still fit; `python deploy/lock.py --upgrade NAME` upgrades one package.
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
HASHED, TORCH, EXTRAS = "requirements.lock", "requirements-torch.lock", "requirements-extras.lock"
LEAN, LEAN_LOCK = "requirements-lean.txt", "requirements-lean.lock"
_OF_TORCH = re.compile(r"(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)==")
_NOTE = "# Made by `make lock` from {source}, for Python {python} and newer; a test holds that it covers it.\n"
_HASHED_NOTE = _NOTE + "# pip install --no-deps --require-hashes -r requirements.lock\n"
_LEAN_NOTE = _NOTE + (
    f"# pip install --no-deps --require-hashes -r {LEAN_LOCK}: without torch, which the bundled model does not need.\n"
)
_TORCH_NOTE = _NOTE + (
    "# torch and what its GPU builds bring. Without hashes: which build there is, differs by index. After the other:\n"
    "# pip install --constraint requirements-torch.lock torch\n"
)
_EXTRAS_NOTE = _NOTE + (
    "# What the extras bring beside requirements.lock. After that one and torch:\n"
    "# pip install --no-deps --require-hashes -r requirements-extras.lock\n"
)


def main() -> int:
    """Resolve, split, write; return uv's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", metavar="NAME", action="append", default=[])
    upgraded = parser.parse_args().upgrade
    # The extras' and the tests' lists pin some of the same packages; the benchmarks have a folder of their own.
    beside = [path.name for path in sorted(ROOT.glob("requirements-*.txt")) if "benchmarks" not in path.name]
    pins = _resolve(["requirements.txt"], beside, (HASHED, TORCH), upgraded)
    if isinstance(pins, int):
        return pins
    _write_lean(pins)
    hashed = [pin for pin in pins if not _OF_TORCH.match(pin)]
    plain = [pin.splitlines()[0].removesuffix(" \\") for pin in pins if _OF_TORCH.match(pin)]
    _write(HASHED, _HASHED_NOTE, "requirements.txt", hashed)
    _write(TORCH, _TORCH_NOTE, "requirements.txt", plain)
    # The program's own pins stay as they are: the extras only add to them.
    more = _resolve(["requirements.txt", "requirements-extras.txt"], [*beside, HASHED, TORCH], (EXTRAS,), upgraded)
    if isinstance(more, int):
        return more
    known = {_name(pin) for pin in pins}
    _write(EXTRAS, _EXTRAS_NOTE, "requirements-extras.txt", [pin for pin in more if _name(pin) not in known])
    return 0


def _write_lean(pins: list[str]) -> None:
    """Write those of the pins that are needed without torch: requirements-lean.txt and its dependencies."""
    with tempfile.TemporaryDirectory() as folder:
        versions, resolved = Path(folder) / "versions.txt", Path(folder) / "lean.txt"
        versions.write_text("".join(pin.splitlines()[0].removesuffix(" \\") + "\n" for pin in pins))
        command = [
            sys.executable, "-m", "uv", "pip", "compile", LEAN, "--output-file", str(resolved), "--quiet",
            "--no-config", "--default-index", INDEX, "--universal", "--python-version", OLDEST_PYTHON, "--no-header",
            "--no-annotate",
            "--constraints", str(versions),
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=True)
        needed = set(resolved.read_text().splitlines())
    kept = [pin for pin in pins if pin.splitlines()[0].removesuffix(" \\") in needed]
    _write(LEAN_LOCK, _LEAN_NOTE, LEAN, kept)


def _resolve(
    sources: list[str], constraints: list[str], before: tuple[str, ...], upgraded: list[str]
) -> list[str] | int:
    """Return the pins of all that the sources need, keeping those in `before` where they fit; else uv's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "resolved.txt"
        output.write_text("".join((ROOT / name).read_text() for name in before if (ROOT / name).exists()))
        # No local setting or package mirror may decide what everybody gets.
        command = [
            sys.executable, "-m", "uv", "pip", "compile", *sources, "--output-file", str(output), "--quiet",
            "--no-config", "--default-index", INDEX, "--universal", "--python-version", OLDEST_PYTHON,
            "--generate-hashes", "--no-header", "--no-annotate",
            *(word for name in constraints for word in ("--constraints", name)),
            *(word for name in upgraded for word in ("--upgrade-package", name)),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, check=False)
        return done.returncode or re.split(r"\n(?=\S)", output.read_text().strip())


def _name(pin: str) -> str:
    return pin.partition("==")[0]


def _write(name: str, note: str, source: str, pins: list[str]) -> None:
    (ROOT / name).write_text(note.format(source=source, python=OLDEST_PYTHON) + "\n".join(pins) + "\n")


if __name__ == "__main__":
    sys.exit(main())
