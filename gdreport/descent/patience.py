"""What a long descent says while it runs, and what one that cannot be held in memory says before it starts."""

import os
import sys
import time
from collections.abc import Callable

from gdreport.errors import ReportError
from gdreport.number_text import count_text, number_text, tell_time

SILENT = 2.0  # seconds
STEP = 0.2
FLOAT = 8  # bytes


def tell_progress() -> Callable[[float], None]:
    """Something to be told which share is done: on a terminal, after two seconds, it says how much and how long the rest takes."""
    begun = said = time.monotonic()
    is_told = False

    def see(share: float) -> None:
        nonlocal said, is_told
        now = time.monotonic()
        is_due = now - said >= STEP if share < 1 else is_told
        if not is_due or share <= 0 or now - begun < SILENT or not sys.stderr.isatty():
            return
        said, is_told = now, True
        left = (now - begun) * (1 - share) / share
        line = f"descent: {share:.0%} of the epochs, about {tell_time(left)} left" if share < 1 else ""
        sys.stderr.write(f"\r\033[2K{line}")
        sys.stderr.flush()

    return see


def refuse_too_much(runs: int, variables: int, counts: int, path_epochs: int | None) -> None:
    """Errors: ReportError for runs, recorded at so many epochs each, that this machine cannot hold, with the arithmetic."""
    columns = 2 * variables + 8  # of what is recorded and of what is handed on, for each run and each of the epochs
    kept = runs * counts * columns * FLOAT
    path = 0 if path_epochs is None else 2 * runs * variables * (path_epochs + 1) * FLOAT
    free = find_free_memory()
    if free is None or kept + path <= free:
        return
    counted = count_text(runs, "run") + (f", each recorded at {count_text(counts, 'epoch')}" if counts > 1 else "")
    walked = "" if path_epochs is None else f" and with its path of {count_text(path_epochs + 1, 'iterate')}"
    raise ReportError(
        f"the descent has {counted}{walked}: they need {_in_gigabytes(kept + path)}, and {_in_gigabytes(free)} are free",
        remedy="sweep fewer values, record fewer epochs, or leave out record_path; or make several runs of it",
    )


LEAST = 1 + 2 + 8  # numbers of a run of one variable: its start, and what is recorded and handed on


def refuse_too_many_starts(count: int) -> None:
    """Errors: ReportError for starts that this machine cannot draw and run, with the arithmetic, before the first is drawn."""
    needed, free = count * LEAST * FLOAT, find_free_memory()
    if free is not None and needed > free:
        what = f"{count_text(count, 'start')} and their runs need {_in_gigabytes(needed)}, and {_in_gigabytes(free)} are free"
        raise ReportError(what, remedy="draw fewer, count=..., or make several runs of it, each with a seed of its own")


def find_free_memory() -> int | None:
    """Bytes that a process may still have, as the system and the limit of its group say; None where nobody says."""
    found = []
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    except (OSError, ValueError):
        if "SC_AVPHYS_PAGES" in getattr(os, "sysconf_names", {}):
            found.append(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    try:
        limit, used = (_read_number(f"/sys/fs/cgroup/memory.{name}") for name in ("max", "current"))
        found.append(limit - used)
    except (OSError, ValueError):
        pass  # no limit, or no such group
    return min(found) if found else None


def _read_number(file: str) -> int:
    with open(file, encoding="ascii") as content:
        return int(content.read())


def _in_gigabytes(size: int) -> str:
    return f"{number_text(float(f'{size / 1e9:.3g}'))} GB"
