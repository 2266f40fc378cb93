"""The folder of what is kept: sealed files by their keys, which can be deleted at any time."""

import contextlib
import hashlib
import os
import time
from pathlib import Path

from gdreport import files as disk
from gdreport.errors import ReportError

FOLDER = ".cache/gdreport/runs"  # below the report's root
SUFFIX = ".run"
MOST = 1 << 30  # bytes of all together
OLDEST = 30 * 24 * 3600  # seconds that one stays which is not used
SEAL = 32  # bytes: the digest of all that follows
IGNORED = b"# gdreport keeps results of runs here, to save time: nothing of it is to be committed.\n*\n"


def read_kept(root: Path, key: str) -> bytes | None:
    """What is kept under a key; None where there is nothing, or it is damaged."""
    file = root / FOLDER / f"{key}{SUFFIX}"
    try:
        content = file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[SEAL:]).digest() != content[:SEAL]:
        return None
    with contextlib.suppress(OSError):
        os.utime(file)  # it is used
    return content[SEAL:]


def write_kept(root: Path, key: str, content: bytes) -> None:
    """Keep something under a key, by rename; not where nothing can be written."""
    with contextlib.suppress(ReportError, OSError):
        folder = disk.require_inside(root, FOLDER)
        disk.write(folder / ".gitignore", IGNORED)
        disk.write(folder / f"{key}{SUFFIX}", hashlib.sha256(content).digest() + content)


def sweep_kept(root: Path) -> None:
    """Remove what was not used for long, and of the rest the oldest while it is more than may be kept."""
    with contextlib.suppress(ReportError, OSError):
        folder = disk.require_inside(root, FOLDER)
        disk.sweep(folder)
        found = [(file.stat(), file.name) for file in folder.glob(f"*{SUFFIX}")]
        room, gone = MOST, []
        for about, name in sorted(found, key=lambda f: -f[0].st_mtime):
            room -= about.st_size
            if room < 0 or time.time() - about.st_mtime > OLDEST:
                gone.append(name)
        disk.remove(folder, gone)
