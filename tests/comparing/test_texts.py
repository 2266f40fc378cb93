"""Comparison: words exactly, numbers within a tolerance, drawings without their ids."""

import numpy as np
import pytest

from gdreport.comparing.generated_files import file_difference
from gdreport.comparing.texts import is_close, text_difference


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("0.1 0.2", "0.1 0.2000000001", True),
        ("0.1 0.2", "0.1 0.20001", False),
        ("0.1 0.2", "0.1 0.2 0.3", False),
        ("#0b5fa5", "#0b5fa6", False),
        ("a −1.5", "a −1.5", True),
        ("a −1.5", "a 1.5", False),
        ("inf", "nan", False),
        ("ends", "end", False),
        ("1e-14", "0", True),
    ],
    ids=["rounding", "changed", "one more", "colour", "minus", "sign", "infinity", "word", "zero"],
)
def test_texts_are_compared_by_words_and_numbers(old: str, new: str, same: bool) -> None:
    assert (text_difference(old, new, 1e-8, 1e-12) is None) is same


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('<g id="a"><path d="M 1.0 2.0"/></g>', '<g id="b"><path d="M 1.01 2.0"/></g>', True),
        ('<path d="M 1.0 2.0"/>', '<path d="M 1.02 2.0"/>', False),
        ('<path style="fill: #112233"/>', '<path style="fill: #112234"/>', False),
        ("<!-- learning rate -->", "<!-- learning rates -->", False),
    ],
    ids=["ids", "place", "colour", "label"],
)
def test_drawings_are_compared_without_ids_and_to_a_hundredth_of_a_pixel(old: str, new: str, same: bool) -> None:
    found = file_difference("a.svg", old.encode(), new.encode(), 1e-9, 1e-12, chaotic=False)
    assert (found is None) is same


def test_numbers_are_close_within_the_tolerance_and_infinities_only_to_themselves() -> None:
    assert is_close(1.0, 1.0 + 5e-10, 1e-9, 1e-12)
    assert not is_close(1.0, 1.0 + 5e-9, 1e-9, 1e-12)
    assert is_close(0.0, 5e-13, 1e-9, 1e-12)
    assert is_close(float("nan"), float("nan"), 1e-9, 1e-12)
    assert is_close(np.inf, np.inf, 1e-9, 1e-12)
    assert not is_close(np.inf, -np.inf, 1e-9, 1e-12)
    assert not is_close(np.inf, 1e300, 1e-9, 1e-12)


def test_long_runs_of_digits_and_points_are_read_once() -> None:
    for piece in ("1", "1.", ".", "1e-", "-1", "a1", "1..", "1.1e1"):
        long = piece * 100_000
        assert text_difference(f"{long}x", f"{long}y", 1e-8, 1e-12) is not None
    assert text_difference("1" * 3000, "1" * 2999 + "2", 1e-8, 1e-12) is not None
    assert text_difference("5.", "5.000000001", 1e-8, 1e-12) is None
