"""Drives of other machines are told from disks of this one."""

from pathlib import Path

import pytest

from index.sync.folder_feed import is_remote, is_remote_kind, kind_of

pytestmark = pytest.mark.faults

MOUNTS = r"""22 28 0:20 / /proc rw,nosuid - proc proc rw
28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
90 28 0:50 / /mnt/share rw,relatime shared:9 - nfs4 server:/articles rw,vers=4.2
91 28 0:51 / /mnt/my\040files rw - fuse.sshfs me@host: rw
92 90 8:2 / /mnt/share/local rw - xfs /dev/sdb1 rw
93 28 0:60 / /data rw - ext4 /dev/sdc rw
94 93 0:61 / /data rw - cifs //server/data rw
torn line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"), ("/home/me", "ext4"), ("/mnt/share", "nfs4"), ("/mnt/share/a/b", "nfs4"),
        ("/mnt/shared", "ext4"), ("/mnt/share/local/a", "xfs"), ("/mnt/my files/a", "fuse.sshfs"), ("/data/a", "cifs"),
    ],
)  # fmt: skip
def test_kind_is_that_of_the_nearest_and_newest_mount(path: str, kind: str) -> None:
    assert kind_of(Path(path), MOUNTS) == kind


def test_path_on_no_mount_has_no_kind() -> None:
    assert kind_of(Path("/a"), "") == ""


@pytest.mark.parametrize(
    ("kind", "expected"), [("nfs4", True), ("fuse.sshfs", True), ("9p", True), ("ext4", False), ("fuseblk", False)]
)
def test_kinds_shared_between_machines(kind: str, expected: bool) -> None:
    assert is_remote_kind(kind) is expected


def test_temporary_folder_of_this_machine_is_its_own(tmp_path: Path) -> None:
    assert not is_remote(tmp_path)
