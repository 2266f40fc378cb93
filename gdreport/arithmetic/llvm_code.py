"""Programs as loops in LLVM's language: every run of a sweep through its epochs, a few lanes at once.

The runs stand in chunks of `LANES`; within a chunk every row of the work (an entry of the iterate, of
the state, a hyperparameter) holds one number for each run, so that a processor's vector registers
take several runs at a time. A program becomes LLVM's instructions one by one, none of which may be
reassociated or fused, so the lanes have the bits of a single run. `loop.ll` is the frame around it.

A chunk whose rows are what they were a number of epochs ago will go round the same cycle for ever: the
whole rounds up to the next epoch that is recorded are skipped (a run at rest is a cycle of one epoch).
"""

import string
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files

from gdreport.arithmetic.code_text import name_table
from gdreport.arithmetic.program import Operation, Program
from gdreport.arithmetic.values import LOOKUP, PRIMITIVES, RARELY

LANES = 16
FRAME = files("gdreport.arithmetic") / "loop.ll"
WIDTH = 8  # lanes in a vector; LLVM makes two or four of it where registers are narrower
WORDS = frozenset(string.ascii_letters + string.digits + "_")
TYPES = {"f": "double", "w": "i32", "t": "i1", "l": "i64"}
# What an operation is in LLVM's language: {0}, {1}, {2} its arguments, {f}, {w}, {t} the vectors of their types, {l} of 64 bits,
# {a}, {b}, ... names of steps on the way.
SYNTAX = {
    "add": "fadd {f} {0}, {1}",
    "subtract": "fsub {f} {0}, {1}",
    "multiply": "fmul {f} {0}, {1}",
    "divide": "fdiv {f} {0}, {1}",
    "negative": "fneg {f} {0}",
    "absolute": "call {f} @llvm.fabs.v{width}f64({f} {0})",
    "sqrt": "call {f} @llvm.sqrt.v{width}f64({f} {0})",
    "less": "fcmp olt {f} {0}, {1}",
    "less_equal": "fcmp ole {f} {0}, {1}",
    "equal": "fcmp oeq {f} {0}, {1}",
    "both": "and {t} {0}, {1}",
    "either": "or {t} {0}, {1}",
    "opposite": "xor {t} {0}, splat (i1 true)",
    "select": "select {t} {0}, {f} {1}, {f} {2}",
    "high": "{a} = bitcast {f} {0} to {l}; {b} = lshr {l} {a}, splat (i64 32); trunc {l} {b} to {w}",
    "low": "{a} = bitcast {f} {0} to {l}; trunc {l} {a} to {w}",
    "join": "{a} = zext {w} {0} to {l}; {b} = shl {l} {a}, splat (i64 32); {c} = zext {w} {1} to {l}; "
    "{d} = or {l} {b}, {c}; bitcast {l} {d} to {f}",
    "plus": "add {w} {0}, {1}",
    "minus": "sub {w} {0}, {1}",
    "mask": "and {w} {0}, {1}",
    "shift_left": "shl {w} {0}, {1}",
    "shift_right": "ashr {w} {0}, {1}",
    "is_zero": "icmp eq {w} {0}, zeroinitializer",
    "to_float": "sitofp {w} {0} to {f}",
}
EPOCHS = """\
; {title}
define private i1 @epochs(ptr %w, i64 %first, i64 %last, ptr %scalars) {{
entry:
{scalars}
  br label %epoch_head
epoch_head:
  %before = phi i64 [ %first, %entry ], [ %after, %group_done ]
  %rare_before = phi <{width} x i1> [ zeroinitializer, %entry ], [ %rare_after, %group_done ]
  %after = add i64 %before, 1
  %epoch_number = sitofp i64 %after to double
{epoch}
  br label %group
group:
  %lane = phi i64 [ 0, %epoch_head ], [ %next_lane, %group ]
  %rare_lane = phi <{width} x i1> [ %rare_before, %epoch_head ], [ %rare_after, %group ]
{body}
  %next_lane = add i64 %lane, {width}
  %more_lanes = icmp slt i64 %next_lane, {lanes}
  br i1 %more_lanes, label %group, label %group_done
group_done:
  %more = icmp slt i64 %after, %last
  br i1 %more, label %epoch_head, label %done
done:
  %is_rare = call i1 @llvm.vector.reduce.or.v{width}i1(<{width} x i1> %rare_after)
  ret i1 %is_rare
}}
"""
DECLARATIONS = """\
declare <{width} x double> @llvm.fabs.v{width}f64(<{width} x double>)
declare <{width} x double> @llvm.sqrt.v{width}f64(<{width} x double>)
declare <{width} x i32> @llvm.smax.v{width}i32(<{width} x i32>, <{width} x i32>)
declare <{width} x i32> @llvm.smin.v{width}i32(<{width} x i32>, <{width} x i32>)
declare i1 @llvm.vector.reduce.or.v{width}i1(<{width} x i1>)
"""


def write_module(program: Program, rows: Sequence[str], scalars: Sequence[str], title: str) -> str:
    """The text of a loop's module: what is made for its program, and the frame.

    The program is of one epoch and of operations only. Its outputs are the rows that move, which `rows` names first; every
    other row is an input that stays. `epoch` and the scalars are inputs too.
    """
    width = WIDTH
    tables = {name_table(o): o.detail for o in program.operations if o.kind == LOOKUP}
    parts = {
        "scalars": [line for number, name in enumerate(scalars) for line in _load_scalar(number, name, width)],
        "epoch": _spread("%epoch_number", "epoch", width),
        "body": _write_body(program, rows, width),
    }
    shown = {name: "\n".join(f"  {line}" for line in lines) for name, lines in parts.items()}
    made = [
        *(_write_table(name, numbers) for name, numbers in tables.items()),
        EPOCHS.format(title=" ".join(title.split()), width=width, lanes=LANES, **shown),
        DECLARATIONS.format(width=width),
    ]
    return "\n".join([*made, FRAME.read_text("utf-8")])


def _write_table(name: str, numbers: Sequence[float]) -> str:
    return f"@{name} = private constant [{len(numbers)} x double] [{', '.join(f'double {_bits(v)}' for v in numbers)}]"


def _load_scalar(number: int, name: str, width: int) -> list[str]:
    place, value = f"%place_{number}", f"%scalar_{number}"
    return [
        f"{place} = getelementptr double, ptr %scalars, i64 {number}",
        f"{value} = load double, ptr {place}",
        *_spread(value, name, width),
    ]


def _spread(value: str, name: str, width: int) -> list[str]:
    """A number in every lane, by its name."""
    vector = f"<{width} x double>"
    return [
        f"{value}.first = insertelement {vector} poison, double {value}, i64 0",
        f"{_name(name)} = shufflevector {vector} {value}.first, {vector} poison, <{width} x i32> zeroinitializer",
    ]


def _write_body(program: Program, rows: Sequence[str], width: int) -> Iterator[str]:
    """The program over some lanes: rows are loaded, operations done, what moves is stored."""
    vector, rare = f"<{width} x double>", "%rare_lane"
    yield "%corner = getelementptr double, ptr %w, i64 %lane"
    for number, row in enumerate(rows):
        yield f"%row_{number} = getelementptr double, ptr %corner, i64 {number * LANES}"
        yield f"{_name(row)} = load {vector}, ptr %row_{number}, align 8"
    usual = dict[str, str | float | int]()  # what stands in for a function that is rarely needed
    for number, operation in enumerate(program.operations):
        arguments = [usual.get(a, a) if isinstance(a, str) else a for a in operation.arguments]
        if operation.kind == RARELY:
            yield f"%rare_{number} = or <{width} x i1> {rare}, {_operand(arguments[0], 't')}"
            rare, usual[operation.name] = f"%rare_{number}", arguments[1]
        else:
            yield from _write_operation(replace(operation, arguments=tuple(arguments)), width)
    yield f"%rare_after = or <{width} x i1> {rare}, zeroinitializer"  # the last of them, by the name that the frame knows
    for name, value in program.outputs.items():
        result = usual.get(value, value) if isinstance(value, str) else value
        yield f"store {vector} {_operand(result, 'f')}, ptr %row_{rows.index(name)}, align 8"


def _write_operation(operation: Operation, width: int) -> Iterator[str]:
    if operation.kind == LOOKUP:
        yield from _write_lookup(operation, width)
        return
    arguments = map(_operand, operation.arguments, PRIMITIVES[operation.kind][0])
    words = {kind: f"<{width} x {name}>" for kind, name in TYPES.items()} | {step: _name(operation.name, step) for step in "abcd"}
    *steps, last = SYNTAX[operation.kind].format(*arguments, width=width, **words).split("; ")
    yield from steps
    yield f"{_name(operation.name)} = {last}"


def _write_lookup(operation: Operation, width: int) -> Iterator[str]:
    """Lane by lane: few processors look up a vector any faster."""
    size, of, found = len(operation.detail), operation.name, "poison"
    table, words, vector = name_table(operation), f"<{width} x i32>", f"<{width} x double>"
    index = _operand(operation.arguments[0], "w")
    least, last = _name(of, "least"), f"splat (i32 {size - 1})"
    yield f"{least} = call {words} @llvm.smax.v{width}i32({words} {index}, {words} zeroinitializer)"
    yield f"{_name(of, 'index')} = call {words} @llvm.smin.v{width}i32({words} {least}, {words} {last})"
    for lane in range(width):
        entry, place, number = (_name(of, f"{what} {lane}") for what in ("entry", "place", "number"))
        yield f"{entry} = extractelement {words} {_name(of, 'index')}, i64 {lane}"
        yield f"{place} = getelementptr double, ptr @{table}, i32 {entry}"
        yield f"{number} = load double, ptr {place}"
        target = _name(of) if lane == width - 1 else _name(of, f"lane {lane}")
        yield f"{target} = insertelement {vector} {found}, double {number}, i64 {lane}"
        found = target


def _operand(argument: str | float, kind: str) -> str:
    if isinstance(argument, str):
        return _name(argument)
    return f"splat ({TYPES[kind]} {_bits(argument) if kind == 'f' else int(argument)})"


def _name(name: str, part: str = "") -> str:
    """A name in LLVM's quotes, in which only ASCII stands as it is. No name of the frame around it has a dot before it."""
    shown = "".join(chr(b) if chr(b) in WORDS else f"\\{b:02X}" for b in name.encode())
    return f'%".{shown}{part and f" {part}"}"'


def _bits(value: float) -> str:
    """A double as LLVM writes it, by its bits."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
