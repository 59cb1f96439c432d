"""What kind of file system a path lies on: drives of other machines do not tell this one of changes."""

from pathlib import Path

_REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "davfs", "vboxsf", "vmhgfs",
    "prl_fs", "drvfs", "virtiofs",
})  # fmt: skip
_MOUNTS = Path("/proc/self/mountinfo")


def is_remote(path: Path) -> bool:
    """Return whether other machines may change what lies at `path` without this system hearing of it."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False  # no such list on this system
    return is_remote_kind(kind_of(path, mounts))


def is_remote_kind(kind: str) -> bool:
    """Return whether a file system of this kind is shared with other machines; fuse.* (sshfs, s3fs) usually is."""
    return kind in _REMOTE or kind.startswith("fuse.")


def kind_of(path: Path, mounts: str) -> str:
    """Return the kind of the file system that holds `path` (absolute, without links), '' where none does.

    `mounts` is the text of /proc/self/mountinfo: the fifth word of a line is the place, the first after " - " the kind.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        facts, dash, rest = line.partition(" - ")
        words = facts.split(" ")
        if not dash or len(words) < 5:
            continue
        place = Path(_unescape(words[4]))
        if path.is_relative_to(place) and len(place.parts) >= best:  # a later mount covers an earlier one
            best, kind = len(place.parts), rest.split(" ")[0]
    return kind


def _unescape(place: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(code, letter)
    return place
