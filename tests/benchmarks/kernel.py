"""The kernel in C, built where a compiler is."""

import ctypes
import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SOURCE = str(Path(__file__).parent / "kernel.c")
FLAGS = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-fPIC"]
Kernel = Callable[[NDArray[np.float64], NDArray[np.float64], int, int], NDArray[np.float64]]


def build_kernel(folder: Path) -> Kernel | str:
    """A function of (starts, rates, epochs, threads) that gives the last iterates, or why there is none."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return "there is no gcc"
    if platform.libc_ver()[0] != "glibc":
        return "libmvec is a part of glibc"
    compiled, library = str(folder / "kernel.o"), str(folder / "kernel.so")
    # -ffast-math is for the kernel alone: when it links, gcc adds what makes the whole process lose subnormal numbers.
    for command in (
        [gcc, *FLAGS, "-c", SOURCE, "-o", compiled],
        [gcc, "-shared", "-fopenmp", compiled, "-o", library, "-lmvec", "-lm"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"gcc fails: {(done.stderr.strip().splitlines() or ['it says nothing'])[0]}"
    if platform.machine() == "x86_64" and b"_ZGV" not in Path(compiled).read_bytes():
        return "gcc made no calls of vector mathematics"
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # its threads do not spin beside what is timed next
    call = ctypes.CDLL(library).descend
    numbers = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    call.argtypes, call.restype = [numbers, numbers, ctypes.c_long, ctypes.c_long, ctypes.c_int], None

    def descend(start: NDArray[np.float64], rate: NDArray[np.float64], epochs: int, threads: int) -> NDArray[np.float64]:
        x = start.copy()
        call(x, rate, x.size, epochs, threads)
        return x

    return descend
