"""What kind of disk a folder lies on: a local one, or a share that other machines write to as well.

SQLite's write-ahead log needs memory that all who open the file share, which a network share
cannot give; there the older journal is safe.
"""

import subprocess
import sys
from pathlib import Path

LOCAL = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs")
    + ("tmpfs", "ramfs", "overlay", "aufs", "squashfs", "vfat", "exfat", "ntfs", "ntfs3")
    + ("apfs", "hfs", "hfsplus", "ufs", "msdos")
)
"""Kinds of file system that belong to one machine; any other is taken for a share."""

MOUNTS = Path("/proc/self/mountinfo")
FIXED_DRIVE, RAM_DISK = 3, 6
"""Windows' own numbers for drives of this machine."""


def is_local(folder: Path) -> bool:
    """Whether a folder surely lies on a disk of this machine alone."""
    place = folder.resolve()
    if sys.platform == "win32":
        return _is_fixed_drive(place)
    return file_system_of(place) in LOCAL


def file_system_of(folder: Path, table: Path = MOUNTS) -> str:
    """Kind of file system a folder lies on, such as "ext4"; empty if it cannot be told."""
    mounts = _linux_mounts(table) if table.exists() else _listed_mounts()
    holding = [
        (mounted, kind)
        for mounted, kind in mounts
        if folder == mounted or mounted in folder.parents
    ]
    # Of two mounts in one place the later hides the earlier.
    return max(enumerate(holding), key=_depth)[1][1] if holding else ""


def _depth(numbered: tuple[int, tuple[Path, str]]) -> tuple[int, int]:
    order, (mounted, _) = numbered
    return len(mounted.parts), order


def _linux_mounts(table: Path) -> list[tuple[Path, str]]:
    """Where each file system is mounted and what kind it is, as the kernel lists them."""
    found = []
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        left, _, right = line.partition(" - ")
        mounted = left.split()[4].replace("\\040", " ")
        found.append((Path(mounted), right.split()[0]))
    return found


def _listed_mounts() -> list[tuple[Path, str]]:
    """The same from `mount`, as macOS prints it: device on /place (kind, options)."""
    try:
        told = subprocess.run(["mount"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return []
    found = []
    for line in told.stdout.splitlines():
        _, _, rest = line.partition(" on ")
        mounted, _, options = rest.rpartition(" (")
        found.append((Path(mounted), options.rstrip(")").split(",")[0].strip()))
    return found


def _is_fixed_drive(place: Path) -> bool:
    if sys.platform != "win32" or place.drive.startswith("\\\\"):
        return False
    import ctypes

    return ctypes.windll.kernel32.GetDriveTypeW(place.anchor) in (FIXED_DRIVE, RAM_DISK)
