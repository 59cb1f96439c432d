"""Folders made once and kept in the user's cache: complete or absent despite kills and concurrent callers."""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import ModelError
from index.messages import Message

MANIFEST = "manifest.json"
_PARTIAL_SUFFIX = ".partial"


def default_models_folder() -> Path:
    """Where converted models are kept: $XDG_CACHE_HOME/yinju/models, else ~/.cache/yinju/models."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "yinju" / "models"


def ensure_folder(target: Path, origin: str, build: Callable[[Path], None]) -> Path:
    """`target`, made by `build(empty folder)` if absent, damaged or made from another `origin`.

    The folder is built under another name next to the target and renamed once it is safely on disk, so a process killed
    half-way leaves no target. A second process waits for the first. OSError becomes ModelError.
    """
    if _is_whole(target, origin):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target.parent / f".{target.name}.lock"):
            if not _is_whole(target, origin):
                _remove_leftovers(target)
                _build_and_rename(target, origin, build)
    except OSError as error:
        raise ModelError(
            Message("model-cache-unwritable", {"folder": target.parent, "reason": error.strerror or str(error)})
        ) from error
    return target


def _is_whole(target: Path, origin: str) -> bool:
    """Whether the folder was made from this origin and has every file of its manifest in full length."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return manifest["origin"] == origin and all(
            (target / name).stat().st_size == size for name, size in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock file; the system frees it when its holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_leftovers(target: Path) -> None:
    """Remove what a killed builder left; safe because the lock is held."""
    for folder in target.parent.glob(f".{target.name}.*{_PARTIAL_SUFFIX}"):
        shutil.rmtree(folder, ignore_errors=True)


def _build_and_rename(target: Path, origin: str, build: Callable[[Path], None]) -> None:
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_PARTIAL_SUFFIX, dir=target.parent))
    try:
        build(partial)
        files = sorted(path for path in partial.rglob("*") if path.is_file())
        sizes = {path.relative_to(partial).as_posix(): path.stat().st_size for path in files}
        manifest = partial / MANIFEST
        manifest.write_text(json.dumps({"origin": origin, "files": sizes}, indent=1), encoding="utf-8")
        for path in [*files, manifest, partial]:
            _flush_to_disk(path)
        partial.chmod(0o755)
        if target.exists():  # damaged or made from something else
            target.rename(partial.with_name(f".{target.name}.old{_PARTIAL_SUFFIX}"))
        partial.rename(target)
        _flush_to_disk(target.parent)
        _remove_leftovers(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
