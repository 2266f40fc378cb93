"""The functions that are built from IEEE operations: how far from the truth, at special values, and which bits.

`GDREPORT_POINTS=1000000 pytest -n0 -s -k one_unit tests/arithmetic/test_functions.py` takes more points than the
suite has time for, and prints the greatest errors: those in the functions' docstrings.
"""

import math
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from hashlib import sha256
from typing import Any

import ival
import mpmath
import numpy as np
import pytest
from minimax import exp_coefficients
from numpy.typing import NDArray

from gdreport.arithmetic.exponential import EXP
from gdreport.arithmetic.functions import FUNCTIONS, program_of
from gdreport.arithmetic.numpy_code import make_numpy_function
from gdreport.arithmetic.reduction import BITS, LARGEST, PI

Floats = NDArray[np.float64]
# Of each function; 20 times as many where it is only asked whether a result is a neighbour of the exact value.
POINTS = int(os.environ.get("GDREPORT_POINTS", "20000"))
TINY, SMALLEST, GREATEST = 5e-324, 2.0**-1022, 1.7976931348623157e308


@cache
def function(name: str) -> Callable[..., tuple[Floats, ...]]:
    return make_numpy_function(program_of(name), name)


def compute(name: str, *arguments: Any) -> Floats:
    with np.errstate(all="ignore"):
        computed: Floats = function(name)(*(np.asarray(a, np.float64) for a in arguments))[0]
    return computed


# Points: as dense as the doubles themselves, evenly, and where it is hard.


def by_bits(rng: np.random.Generator, low: float, high: float, count: int) -> Floats:
    """Of both signs; every double in between as likely as any other."""
    first, last = np.array([low, high]).view(np.int64)
    sizes: Floats = rng.integers(first, last, count, endpoint=True).view(np.float64)
    signs: Floats = rng.choice(np.array([-1.0, 1.0]), count)
    return sizes * signs


def around(values: Any, steps: int) -> Floats:
    """The doubles next to some, of both signs."""
    bits = np.asarray(values, float).view(np.int64)
    near = np.concatenate([bits + k for k in range(-steps, steps + 1)]).view(np.float64)
    near = near[np.isfinite(near)]
    return np.concatenate([near, -near])


@cache
def angles_near_multiples() -> Floats:
    """The doubles nearest to multiples of pi/4, for each exponent, by continued fractions (Kahan)."""
    found = [6381956970095103 * 2.0**797]
    for exponent in range(-52, 971):
        near = denominators(Fraction(1 << (BITS + 2 + exponent), PI))
        found += [denominator * 2.0**exponent for denominator in near if denominator < 2**53]
    return np.unique(found)


def denominators(number: Fraction) -> Iterator[int]:
    """Of the convergents, those with 40 to 53 bits, and of what stands between the last two."""
    before, last = 1, 0
    while last < 2**53:
        whole = number.numerator // number.denominator
        before, last = last, whole * last + before
        if last > 2**40:
            yield from (last, last + before, last - before)
        if number == whole:
            return
        number = 1 / (number - whole)


def angles(rng: np.random.Generator, count: int) -> Floats:
    n = rng.integers(0, 2**17, count // 6)
    multiples = around(np.array([float(Fraction(int(k) * PI, 1 << (BITS + 2))) for k in n[: count // 36 + 1]]), 2)
    hard = angles_near_multiples()
    return np.concatenate(
        [
            rng.uniform(-0.8, 0.8, count // 6),
            rng.uniform(-LARGEST, LARGEST, count // 6),
            by_bits(rng, TINY, LARGEST, count // 6),
            by_bits(rng, LARGEST / 2, GREATEST, count // 6),
            multiples,
            rng.permutation(np.concatenate([hard, -hard]))[: count // 6],
            around([LARGEST, GREATEST, math.pi / 4], 2),
            [6381956970095103 * 2.0**797],
        ]
    )


def parts_of_one(rng: np.random.Generator, count: int) -> Floats:
    third = count // 3
    near_one = 1 - abs(by_bits(rng, 2.0**-53, 0.5, third))
    return np.concatenate([rng.uniform(-1, 1, third), by_bits(rng, TINY, 1.0, third), near_one, around([0.5], 3)])


def all_numbers(rng: np.random.Generator, count: int) -> Floats:
    third = count // 3
    ends = around([7 / 16, 11 / 16, 19 / 16, 39 / 16], 3)
    return np.concatenate([rng.uniform(-3, 3, third), by_bits(rng, TINY, GREATEST, third), by_bits(rng, 0.1, 100.0, third), ends])


def exponents(rng: np.random.Generator, count: int) -> Floats:
    quarter = count // 4
    halves = around((np.arange(1024 if count >= 10**5 else 9) + 0.5) * math.log(2), 1)  # where the reduction changes its mind
    ends = around([709.782712893384, 708.3964185322641, 745.1332191019411, 710.4758600739439, 22.0], 3)
    return np.concatenate(
        [
            rng.uniform(-1, 1, quarter),
            rng.uniform(-745.2, 710.5, quarter),
            by_bits(rng, TINY, 1.0, quarter),
            rng.uniform(-746, -708, quarter // 2),
            rng.uniform(-24, 24, quarter // 2),
            halves,
            ends,
        ]
    )


def positive(rng: np.random.Generator, count: int) -> Floats:
    quarter = count // 4
    near_one = 1 + by_bits(rng, 2.0**-53, 0.3, quarter)
    subnormal = abs(by_bits(rng, TINY, SMALLEST, quarter))
    return np.concatenate([rng.uniform(0.5, 2, quarter), near_one, abs(by_bits(rng, TINY, GREATEST, quarter)), subnormal])


def powers(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    part = count // 6
    x = np.concatenate(
        [
            rng.uniform(0.1, 10, part),
            rng.uniform(0.7, 1.42, part),
            1 + by_bits(rng, 2.0**-53, 0.01, part),
            abs(by_bits(rng, TINY, GREATEST, part)),
            abs(by_bits(rng, TINY, SMALLEST, part)),
            np.round(rng.uniform(1, 2000, part)),
        ]
    )
    exponent = np.concatenate([rng.uniform(-746, 710, 4 * part), rng.uniform(-746, 745, part)])
    logarithm = compute("log", x[: 5 * part])
    y = exponent / np.where(logarithm == 0, 1, logarithm)
    return x, np.concatenate([y, np.round(rng.uniform(-30, 30, part) * 2) / 2])


CASES: dict[str, Callable[[np.random.Generator, int], Any]] = {
    "sin": angles,
    "cos": angles,
    "tan": angles,
    "asin": parts_of_one,
    "acos": parts_of_one,
    "atan": all_numbers,
    "sinh": exponents,
    "cosh": exponents,
    "tanh": exponents,
    "exp": exponents,
    "log": positive,
    "pow": powers,
}


def points(name: str, count: int) -> tuple[Floats, ...]:
    found = CASES[name](np.random.default_rng(20), count)
    return found if isinstance(found, tuple) else (found,)


# How far from the truth.


def distance(exact: Any, computed: float) -> float:
    """In units in the last place of the exact value; infinity counts as the double after the greatest."""
    if exact == 0:
        return 0.0 if computed == 0 else math.inf
    if math.isinf(computed):
        computed = mpmath.ldexp(math.copysign(1.0, computed), 1024)
    _, _, exponent, size = exact._mpf_
    unit = max(exponent + size - 53, -1074)
    if unit > 971:  # beyond the doubles, where infinity is right
        return 0.0 if mpmath.isinf(computed) or abs(computed) == mpmath.ldexp(1, 1024) else math.inf
    return abs(float(mpmath.ldexp(exact - computed, -unit)))


@pytest.mark.parametrize("name", CASES)
def test_errors_are_below_one_unit_in_the_last_place(name: str) -> None:
    arguments = points(name, POINTS)
    computed = compute(name, *arguments)
    exactly = mpmath.power if name == "pow" else getattr(mpmath, name)
    with mpmath.workprec(180):
        errors = [distance(exactly(*a), y) for *a, y in zip(*(a.tolist() for a in arguments), computed.tolist(), strict=True)]
    worst = int(np.argmax(errors))
    print(f"\n{name}: {errors[worst]:.3f} units at {[float(a[worst]) for a in arguments]} of {len(errors)} points")
    assert errors[worst] <= 1, f"{name}{tuple(float(a[worst]) for a in arguments)}"


@pytest.mark.parametrize("name", CASES)
def test_results_are_one_of_the_two_doubles_around_the_exact_value(name: str) -> None:
    arguments = points(name, min(20 * POINTS, 10**7))
    computed = compute(name, *arguments)
    around_exact = getattr(ival, name)(*(ival.Interval(a, a) for a in arguments))
    wrong = ~((around_exact.inf <= computed) & (computed <= around_exact.sup))
    assert not wrong.any(), [(*(float(a[i]) for a in arguments), float(computed[i])) for i in np.flatnonzero(wrong)[:5]]


# Special values, as C99 has them.

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 1e300, -1e300, TINY, -TINY, math.inf, -math.inf, math.nan]
SPECIAL += [2.0**52 + 1, -(2.0**52) - 1, 2.0**53 + 2, 1 + 2.0**-52, 1 - 2.0**-53, 1e-300, -1e-300, GREATEST, -GREATEST, 1 / 3]


def same(a: float, b: float) -> bool:
    """Near, and where they are zero, infinite or no numbers, the same with their signs."""
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return math.copysign(1, a) == math.copysign(1, b) and (a == b or abs(a - b) <= 2 * math.ulp(b) != math.inf)


def c99(name: str, *arguments: float) -> float:
    """Python's function; what it raises, as C99 has it."""
    try:
        return float(getattr(math, name)(*arguments))
    except ValueError:  # a pole or no number
        if name == "log" and arguments[0] == 0:
            return -math.inf
        if name == "pow" and arguments[0] == 0:
            return math.copysign(math.inf, arguments[0]) if arguments[1] % 2 == 1 else math.inf
        return math.nan
    except OverflowError:
        is_negative = arguments[0] < 0 and (name == "sinh" or (name == "pow" and arguments[1] % 2 == 1))
        return -math.inf if is_negative else math.inf


@pytest.mark.parametrize("name", [name for name in CASES if name != "pow"])
def test_special_values_are_those_of_c99(name: str) -> None:
    computed = compute(name, SPECIAL).tolist()
    expected = [c99(name, x) for x in SPECIAL]
    assert [x for x, a, b in zip(SPECIAL, computed, expected, strict=True) if not same(a, b)] == []


def test_powers_of_special_values_are_those_of_c99() -> None:
    x, y = (np.array(a) for a in zip(*((a, b) for a in SPECIAL for b in SPECIAL), strict=True))
    computed = zip(x.tolist(), y.tolist(), compute("pow", x, y).tolist(), strict=True)
    assert [(a, b, c) for a, b, c in computed if not same(c, c99("pow", a, b))] == []


def test_exact_powers_are_exact() -> None:
    x, y = (np.array(a) for a in zip(*((a, b) for a in range(-99, 100) for b in range(9) if abs(a) ** b < 2**53), strict=True))
    assert compute("pow", x, y).tolist() == [float(int(a) ** int(b)) for a, b in zip(x, y, strict=True)]


def test_sign_minimum_and_maximum_of_special_values() -> None:
    assert list(map(repr, compute("sign", [2.0, -3.0, 0.0, -0.0, math.inf, -TINY, math.nan]).tolist())) == (
        ["1.0", "-1.0", "0.0", "-0.0", "1.0", "-1.0", "nan"]
    )
    x, y = [1.0, 2.0, 0.0, -0.0, -0.0, math.nan, 1.0, -math.inf, 2.0], [2.0, 1.0, -0.0, 0.0, -0.0, 1.0, math.nan, 5.0, 2.0]
    assert list(map(repr, compute("minimum", x, y).tolist())) == ["1.0", "1.0", "-0.0", "-0.0", "-0.0", "nan", "nan", "-inf", "2.0"]
    assert list(map(repr, compute("maximum", x, y).tolist())) == ["2.0", "2.0", "0.0", "0.0", "-0.0", "nan", "nan", "5.0", "2.0"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_number_in_gives_no_number_out_whatever_its_bits(name: str) -> None:
    bits = [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF, 0x7FF800000000BEEF, 0xFFF0000000000001]
    values = np.array(bits, np.uint64).view(np.float64)
    count = len(program_of(name).inputs)
    assert np.isnan(compute(name, *[values] * count)).all()
    if count == 2:
        assert np.isnan(compute(name, values, np.full(6, 2.0))).all()
        assert np.isnan(compute(name, np.full(6, 2.0), values)).all()


# Which bits: the same on every machine, so written down here.

DIGESTS = {
    "sin": "09b7bff1135ebd84",
    "cos": "77d8d4780e94531b",
    "tan": "6e9c1f7542ea60f1",
    "asin": "2db2fa9b2b5e282d",
    "acos": "ab5b2e7ac0fe1f15",
    "atan": "518fd3b88cb6f9ba",
    "sinh": "606cbad46320d30d",
    "cosh": "0e240d6c72eca21f",
    "tanh": "476a838a661b7f02",
    "exp": "1a48c2657d475e3c",
    "log": "1494b52f8f7f01a6",
    "pow": "03b67bcae62c057d",
    "sign": "583a0b82619a6154",
    "minimum": "0a22e1f737a366cd",
    "maximum": "d1d632307dd0861a",
}


def scatter(low: float, high: float, seed: int) -> Floats:
    """Doubles of both signs, evenly among their bits, by multiples of the golden ratio: the same with every NumPy."""
    first, last = np.array([low, high]).view(np.int64).tolist()
    fractions = np.arange(seed, 10**5 + seed, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    sizes: Floats = (first + (fractions >> np.uint64(11)) * ((last - first) * 2.0**-53)).astype(np.int64).view(np.float64)
    return np.where(fractions & np.uint64(1), sizes, -sizes)


def digest(name: str) -> str:
    low, high = (2.0**-60, 1.0) if name in ("asin", "acos") else (2.0**-20, 800.0)
    arguments = [scatter(low, high, seed) for seed in range(1, len(program_of(name).inputs) + 1)]
    if name in ("sin", "cos", "tan"):
        arguments = [np.where(np.arange(10**5) % 10, arguments[0], scatter(1.0, GREATEST, 7))]
    computed = compute(name, *arguments)
    computed[np.isnan(computed)] = math.nan  # of one kind
    return sha256(computed.astype("<f8").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_bits_are_those_of_every_other_machine(name: str) -> None:
    assert digest(name) == DIGESTS[name]


def test_coefficients_are_those_that_remez_finds() -> None:
    assert list(EXP) == exp_coefficients()[0]
