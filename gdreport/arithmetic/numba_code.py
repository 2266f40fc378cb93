"""Programs as compiled loops: every run of a sweep through its epochs, a few lanes at once.

The runs stand in chunks of `LANES`; within a chunk every row of the work (an entry of the iterate, of
the state, a hyperparameter) holds one number for each run, so that a processor's vector registers
take several runs at a time. Nothing is reassociated and nothing fused: the lanes have the bits of
a single run.

A chunk whose rows are what they were a number of epochs ago will go round the same cycle for ever: the
whole rounds up to the next epoch that is recorded are skipped (a run at rest is a cycle of one epoch).
"""

import math
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from numba import njit, types

from gdreport.arithmetic import numba_operations
from gdreport.arithmetic.code_text import PYTHON, name_inputs, name_table, write_lines
from gdreport.arithmetic.generated import forget_compiled, load_module
from gdreport.arithmetic.program import Operation, Program
from gdreport.arithmetic.values import LOOKUP

LANES = 16
LOOK_EVERY = 64  # epochs, for a cycle
SYNTAX = PYTHON | {"absolute": "abs({})", "opposite": "not {}", "select": "choose({}, {}, {})"}
FRAME = '''\
"""Made by gdreport from {title}."""

from math import sqrt

from numpy import array, float64, inf, nan

from gdreport.arithmetic.numba_operations import bits, choose, high, join, low
{tables}

def run(work, first_chunk, last_chunk, first, last, counts, {scalars}record, path, is_rare, mark):
    for chunk in range(first_chunk, last_chunk):
        w = work[chunk]
        rare, marked, k, e = False, -1, first, 0
        while e < len(counts) and counts[e] <= first:
            e += 1
        while k < last:
            target = min(last, counts[e])
            stop = min(target, (k // {every} + 1) * {every})
            for before in range(k, stop):
                epoch = float64(before + 1)
                for i in range({lanes}):
{body}
                if len(path):
                    for v in range(path.shape[1]):
                        for i in range({lanes}):
                            path[before + 1, v, chunk * {lanes} + i] = w[v * {lanes} + i]
            k = stop
            if k % {every} == 0 and not len(path):
                if marked >= 0:
                    is_same = True
                    for j in range({moving}):
                        is_same &= bits(w[j]) == bits(mark[j]) or {clock} <= j < {clock} + {lanes}
                    if is_same:
                        rounds = (target - k) // (k - marked) * (k - marked)
                        for j in range({clock}, {clock} + {lanes}):
                            if w[j] > marked:
                                w[j] += rounds
                        marked, k = marked + rounds, k + rounds
                if k >= 2 * marked:
                    marked = k
                    for j in range({moving}):
                        mark[j] = w[j]
            if k == counts[e]:
                for v in range(record.shape[1]):
                    for i in range({lanes}):
                        record[e, v, chunk * {lanes} + i] = w[v * {lanes} + i]
                e += 1
        is_rare[chunk] |= rare
'''


def make_loop(program: Program, rows: Sequence[str], clock: str, scalars: Sequence[str], title: str) -> Callable[..., None]:
    """A program of one epoch, operations only, as a compiled loop over work of shape (chunks, rows * LANES), in place.

    Its outputs are the rows that move, which `rows` names first; every other row is an input that stays. The row `clock`
    holds an epoch. `epoch` and the scalars are inputs too. The loop goes from one epoch to another and records the first
    rows at the epochs `counts`, in `record` of shape (counts, rows, runs), and after every epoch in `path`, of shape
    (epochs + 1, rows, runs), where that is not empty.
    `mark` is room for as many numbers as the work has for a chunk. `is_rare` tells of which chunk a rarely needed function was
    not called, so that its numbers are worth nothing.
    """
    own = sha256(Path(numba_operations.__file__).read_bytes()).hexdigest()[:12]  # what was compiled of it before is not it
    module = load_module(f"{write_loop(program, rows, clock, scalars, title)}\n\nOPERATIONS = {own!r}\n", title)
    f, i = types.float64, types.int64
    whole = f[:, ::1], i, i, i, i, i[::1], *(f,) * len(scalars), f[:, :, ::1], f[:, :, ::1], types.boolean[::1], f[::1]
    compiled: Callable[..., None] = _compile(module, types.void(*whole))
    return compiled


def _compile(module: ModuleType, signature: Any) -> Any:
    try:
        return njit(signature, nogil=True, cache=True, error_model="numpy")(module.run)
    except Exception:  # noqa: BLE001 - a damaged or unwritable cache raises whatever it likes
        forget_compiled(module)
        return njit(signature, nogil=True, error_model="numpy")(module.run)


def write_loop(program: Program, rows: Sequence[str], clock: str, scalars: Sequence[str], title: str) -> str:
    """The text of that loop's module."""
    indent, shown = " " * 20, name_inputs(program)
    lines = [f"{indent}{shown[row]} = w[{number * LANES} + i]" for number, row in enumerate(rows)]
    stores, rare, tables = [], [], dict[str, tuple[float, ...]]()

    def write_call(operation: Operation, arguments: list[str]) -> str:
        if operation.kind == LOOKUP:
            tables[name_table(operation)] = operation.detail
            return f"{name_table(operation)}[min(max({arguments[0]}, 0), {len(operation.detail) - 1})]"
        rare.append(arguments[0])
        return arguments[1]

    for target, code in write_lines(program, SYNTAX, write_call, _number):
        if target.startswith("="):
            stores.append(f"{indent}w[{rows.index(target[1:]) * LANES} + i] = {code}")
        else:
            lines.append(f"{indent}{target} = {code}")
    lines += stores + ([f"{indent}rare |= {' | '.join(f'({condition})' for condition in rare)}"] if rare else [])
    numbers = {"moving": len(stores) * LANES, "clock": rows.index(clock) * LANES, "lanes": LANES, "every": LOOK_EVERY}
    written = "".join(f"\n{name} = array([{', '.join(map(_number, table))}])" for name, table in tables.items())
    named = "".join(f"{shown[s]}, " for s in scalars)
    return FRAME.format(
        title=title,
        tables=written and f"\n{written}\n",
        scalars=named,
        body="\n".join(lines),
        **numbers,
    )


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
