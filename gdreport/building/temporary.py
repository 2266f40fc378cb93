"""The folder in which the server of processes listens: named after its command, so that what is left over can be told."""

import atexit
import contextlib
import os
import re
import shutil
import stat
import tempfile
from multiprocessing import current_process
from pathlib import Path
from typing import Any

NAME = re.compile(r"gdreport-(\d+)-\w+")


def keep_to_own_folder() -> None:
    """Have this process's folder for sockets under a name of ours, and remove those of commands that were killed."""
    # Where multiprocessing keeps it; the one that it makes itself does not say whose it is.
    config: dict[str, Any] = getattr(current_process(), "_config", {})
    if "tempdir" in config:
        return
    sweep_left_over()
    config["tempdir"] = tempfile.mkdtemp(prefix=f"gdreport-{os.getpid()}-")
    atexit.register(shutil.rmtree, config["tempdir"], ignore_errors=True)


def sweep_left_over() -> None:
    """Remove the folders of commands that are no longer there."""
    for folder in Path(tempfile.gettempdir()).glob("gdreport-*"):
        match = NAME.fullmatch(folder.name)
        if match and not _is_alive(int(match[1])):
            with contextlib.suppress(OSError):
                _remove_sockets(folder)


def _remove_sockets(folder: Path) -> None:
    """Remove a folder of ours with the sockets in it, and nothing else that has such a name."""
    own, inside = folder.lstat(), list(folder.iterdir())
    if stat.S_IMODE(own.st_mode) == 0o700 and own.st_uid == os.getuid() and all(stat.S_ISSOCK(p.lstat().st_mode) for p in inside):
        for path in inside:
            path.unlink()
        folder.rmdir()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another's
    return True
