"""The environment of a run, which tells which of its variables are read: Python raises no event for that."""

import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gdreport.author.trace import STANDARD, Trace


def watch_environment(trace: Trace) -> None:
    """Note which variables this process reads, from now on."""
    base: Any = type(os.environ)

    def is_asked() -> bool:
        return trace.is_asked_by_run(_is_standard, importing=True)

    class Watched(base):  # type: ignore[misc]
        """The environment, which tells which of its variables the run reads."""

        def __getitem__(self, key: Any) -> Any:
            if not self._is_copying(key) and is_asked():
                trace.see_variable(os.fsdecode(key))
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            if isinstance(key, str | bytes) and is_asked():
                trace.see_variable(os.fsdecode(key))
            return bool(super().__contains__(key))

        def __setitem__(self, key: Any, value: Any) -> None:
            if is_asked():
                trace.set_.add(os.fsdecode(key))
            super().__setitem__(key, value)

        def __len__(self) -> int:
            if is_asked():
                trace.see_unwatched("the whole environment")
            return len([*super().__iter__()])

        def __iter__(self) -> Iterator[Any]:
            if is_asked():
                trace.see_unwatched("the whole environment")
            keys = [*super().__iter__()]
            self.__dict__["copying"] = deque(keys)
            yield from keys

        def _is_copying(self, key: Any) -> bool:
            """Whether a variable is read because all are, one after the other, as `dict(os.environ)` does."""
            keys = self.__dict__.get("copying")
            if not keys or keys[0] != key:
                return False
            keys.popleft()
            return True

    for environment in (os.environ, os.environb):
        environment.__class__ = Watched


def _is_standard(file: str, name: str) -> bool:
    """Python's own modules ask where the machine keeps things; but for those that pass on what the run asks."""
    within = (file.startswith("<frozen ") and "importlib" not in file) or (
        file.startswith(STANDARD) and "site-packages" not in file
    )
    passing = Path(file.strip("<>").replace("frozen ", "")).stem in {"os", "_collections_abc"} or name == "expandvars"
    return within and not passing
