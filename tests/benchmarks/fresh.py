"""A script: a sweep in a process of its own, from the first import on; what it took, as JSON."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from time import perf_counter

ENGINE = "GDREPORT_ENGINE"


def main(what: str, runs: int, epochs: int) -> None:
    """`what` is "time", or "memory"."""
    begun = perf_counter()
    import numpy as np

    from gdreport import Descent, GradientDescent
    from gdreport.objectives.catalogue import named

    def sweep(count: int) -> Descent:
        rates = GradientDescent(learning_rate=np.linspace(1e-3, 1.0, 10) * min(10 / epochs, 1.0))
        return Descent(named("wave"), rates, start=np.linspace(-6.0, 6.0, count // 10), epochs=epochs)

    if what == "time":
        descent, found = sweep(runs), {"import": perf_counter() - begun}
        for name in ("first", "second"):
            begun = perf_counter()
            descent.run()
            found[name] = perf_counter() - begun
    else:
        wanted = os.environ.get(ENGINE)
        os.environ[ENGINE] = "compiled"
        sweep(100).run()  # whatever is imported and compiled is no part of the sweep
        os.environ |= {ENGINE: wanted or ""}
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        before = read_memory("VmRSS")
        results = sweep(runs).run()
        kept = sum(results[name].nbytes for name in results.variables)
        found = {"peak": read_memory("VmHWM") - before, "kept": float(kept)}
    print(json.dumps(found))


def read_memory(name: str) -> float:
    """Bytes. A process's `ru_maxrss` begins with what its parent had, so Linux is asked for the process's own."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * next(float(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(f"{name}:"))
    import resource  # there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
