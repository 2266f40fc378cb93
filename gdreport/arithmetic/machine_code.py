"""Loops in LLVM's language become machine code, for the processor at hand, and are called."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdreport.arithmetic.llvm_code import LANES, write_module
from gdreport.arithmetic.numpy_code import Floats
from gdreport.arithmetic.program import Program

LOOK_EVERY = 64  # epochs, for a cycle; a power of two
KEPT = 100  # loops in a process
LINE = 128  # bytes: two lines of a cache, since processors fetch them in pairs
POINTER, WHOLE = ctypes.c_void_p, ctypes.c_int64


@dataclass(frozen=True)
class Loop:
    """A compiled loop over work of shape (chunks, rows * LANES)."""

    function: Callable[..., None]
    moving: int  # numbers of a chunk that move, which come first
    clock: int  # where the row begins that holds an epoch

    def run(
        self,
        work: Floats,
        chunks: tuple[int, int],
        epochs: tuple[int, int],
        counts: NDArray[np.int64],
        scalars: Sequence[float],
        record: Floats,
        path: Floats,
        is_rare: NDArray[np.bool_],
    ) -> None:
        """Some chunks from one epoch to another, in place.

        The first rows are recorded at the epochs `counts`, in `record` of shape (counts, rows, runs), and after every epoch in
        `path`, of shape (epochs + 1, rows, runs), where that is not empty. `is_rare` tells of which chunk a rarely needed
        function was not called, so that its numbers are worth nothing.
        """
        settings, mark = np.array(scalars, dtype=float), allocate_work(1, work.shape[1] // LANES)
        shapes = {"work": (work, 2), "record": (record, 3), "path": (path, 3), "is_rare": (is_rare, 1), "counts": (counts, 1)}
        kinds = {"counts": np.dtype(np.int64), "is_rare": np.dtype(np.bool_)}
        for name, (array, axes) in shapes.items():  # machine code believes what it is told
            if array.ndim != axes or not array.flags.c_contiguous or array.dtype != kinds.get(name, np.dtype(float)):
                raise ValueError(f"{name} is of {array.dtype}, shape {array.shape}")
        if len(record) != len(counts) or record.shape[2] != len(work) * LANES or len(is_rare) != len(work):
            raise ValueError(f"a record of shape {record.shape} does not fit {len(counts)} counts and {len(work)} chunks")
        self.function(
            *(work.ctypes.data, work.shape[1], *chunks, *epochs, self.moving, self.clock),
            *(settings.ctypes.data, counts.ctypes.data, len(counts), record.ctypes.data, record.shape[1]),
            *(path.ctypes.data, path.shape[1] if len(path) else 0, record.shape[2]),
            *(LOOK_EVERY, is_rare.ctypes.data, mark.ctypes.data),
        )


def allocate_work(chunks: int, rows: int) -> Floats:
    """An empty array of shape (chunks, rows * LANES) whose chunks begin at a line of the cache.

    A thread that writes into a line waits for the other that does: an epoch would take half as long again.
    """
    size = chunks * rows * LANES * np.dtype(float).itemsize
    memory = np.empty(size + LINE, dtype=np.uint8)
    first = -memory.ctypes.data % LINE
    return memory[first : first + size].view(float).reshape(chunks, rows * LANES)


def make_loop(program: Program, rows: Sequence[str], clock: str, scalars: Sequence[str], title: str) -> Loop:
    """The loop of a program as `write_module` takes it, with the name of the row that holds an epoch."""
    function = _compile(write_module(program, rows, scalars, title))
    return Loop(function, len(program.outputs) * LANES, rows.index(clock) * LANES)


@lru_cache(KEPT)
def _compile(text: str) -> Callable[..., None]:
    """The function `run` of a module. ctypes lets other threads run while it does."""
    from llvmlite import binding  # 0.07 s, which a small report never needs

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(), features=binding.get_host_cpu_features().flatten(), opt=2, jit=True
    )
    engine = binding.create_mcjit_compiler(binding.parse_assembly(text), machine)
    engine.finalize_object()
    head, counted, kept = (POINTER, *(WHOLE,) * 7), (POINTER, POINTER, WHOLE, POINTER, WHOLE), (POINTER, WHOLE, WHOLE)
    prototype = ctypes.CFUNCTYPE(None, *head, *counted, *kept, WHOLE, POINTER, POINTER)
    function: Any = prototype(engine.get_function_address("run"))
    function.engine = engine  # which owns the memory in which its code stands
    compiled: Callable[..., None] = function
    return compiled
