"""The operations that numba has no word for, as LLVM instructions."""

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

WORD, LONG, DOUBLE = ir.IntType(32), ir.IntType(64), ir.DoubleType()
Write = Callable[[ir.IRBuilder, Sequence[ir.Value]], ir.Value]


def _write_as(signature: Signature, write: Write) -> tuple[Signature, Callable[..., ir.Value]]:
    return signature, lambda context, builder, signature, arguments: write(builder, arguments)


@intrinsic
def choose(context: Any, condition: Any, then: Any, otherwise: Any) -> Any:
    """The second argument where the first holds, else the third, without a branch: a loop over lanes stays one of vectors."""
    return _write_as(types.float64(types.boolean, types.float64, types.float64), lambda b, a: b.select(*a))


@intrinsic
def bits(context: Any, x: Any) -> Any:
    """The bits of a double as a whole number: by them -0 is not 0, and no number is itself."""
    return _write_as(types.int64(types.float64), lambda b, a: b.bitcast(a[0], LONG))


@intrinsic
def high(context: Any, x: Any) -> Any:
    """The upper half of a double's bits."""
    return _write_as(types.int64(types.float64), lambda b, a: b.ashr(b.bitcast(a[0], LONG), LONG(32)))


@intrinsic
def low(context: Any, x: Any) -> Any:
    """The lower half of a double's bits."""
    return _write_as(types.int64(types.float64), lambda b, a: b.sext(b.trunc(b.bitcast(a[0], LONG), WORD), LONG))


@intrinsic
def join(context: Any, upper: Any, lower: Any) -> Any:
    """The double of an upper and a lower half."""

    def write(b: ir.IRBuilder, a: Sequence[ir.Value]) -> ir.Value:
        return b.bitcast(b.or_(b.shl(a[0], LONG(32)), b.and_(a[1], LONG(0xFFFFFFFF))), DOUBLE)

    return _write_as(types.float64(types.int64, types.int64), write)
