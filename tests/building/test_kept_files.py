"""Results on the disk and back: every bit, or nothing."""

from pathlib import Path

import numpy as np
import pytest
import xarray

from gdreport.building import kept_files
from gdreport.building.carrying_out import carry_out
from gdreport.building.kept_files import Entry, read_entry, write_entry
from gdreport.building.kept_folder import FOLDER, sweep_kept

PLAIN = {
    "floats": xarray.Dataset({"x": ("n", [np.nan, -0.0, 5e-324, np.inf])}, {"n": [0.1, 0.2, 0.3, 0.4]}),
    "other numbers": xarray.Dataset({"i": ("n", np.array([1, 2], ">i2")), "b": ("n", [True, False]), "c": ("n", [1j, 2])}),
    "texts and times": xarray.Dataset(
        {"s": ("n", ["a", "öß\ud800"]), "t": ("n", np.array(["2020-01-01", "NaT"], "M8[ns]"))}, {"n": ["p", "q"]}
    ),
    "nothing along a dimension": xarray.Dataset({"x": (("m", "n"), np.empty((0, 3)))}, {"n": [1, 2, 3]}),
    "one number, and words": xarray.Dataset(
        {"z": 1.5, "a": ("n", [1, 2], {"units": "m", "k": [1, 2.5, None]})},
        {"at": 3, "n": ("n", [1, 2], {"long_name": "n"})},
        {"by": {"x": True}},
    ),
    "no variable": xarray.Dataset(),
}
NOT_PLAIN = {
    "objects": xarray.Dataset({"x": ("n", np.array([{}, None], dtype=object))}),
    "an attribute that is a tuple": xarray.Dataset({"x": 1.0}, attrs={"a": (1, 2)}),
    "an attribute that is NumPy's": xarray.Dataset({"x": ((), 1.0, {"a": np.float64(1)})}),
    "an index of two levels": xarray.Dataset({"x": ("n", [1.0, 2.0])}, {"p": ("n", [1, 1]), "q": ("n", [1, 2])}).set_index(
        n=["p", "q"]
    ),
    "an index of another variable": xarray.Dataset({"x": ("n", [1.0, 2.0])}, {"p": ("n", [1, 2])}).set_xindex("p"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_every_bit_comes_back(name: str, tmp_path: Path) -> None:
    given = carry_out("", lambda: PLAIN[name])
    write_entry(tmp_path, "k", Entry({"a": given, "b": given}, {"f": [1, "é"]}))
    entry = read_entry(tmp_path, "k")
    assert entry is not None
    assert entry.facts == {"f": [1, "é"]}
    for found in entry.results.values():
        xarray.testing.assert_identical(found, given)
        assert kept_files._is_same(found, given)
        assert not any(v.data.flags.writeable for v in found.variables.values() if isinstance(v.data, np.ndarray))


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_would_not_come_back_is_not_kept(name: str, tmp_path: Path) -> None:
    write_entry(tmp_path, "k", Entry({"": carry_out("", lambda: NOT_PLAIN[name])}))
    assert read_entry(tmp_path, "k") is None


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "LARGEST", 100)
    for count, is_kept in ((10, True), (20, False)):
        write_entry(tmp_path, f"{count}", Entry({"": xarray.Dataset({"x": ("n", np.ones(count))})}))
        assert (read_entry(tmp_path, f"{count}") is not None) == is_kept


def test_a_damaged_entry_is_none(tmp_path: Path) -> None:
    write_entry(tmp_path, "k", Entry({"": PLAIN["floats"]}))
    file = tmp_path / FOLDER / "k.run"
    content = file.read_bytes()
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 16]) + content[place + 1 :])
        assert read_entry(tmp_path, "k") is None, place
        file.write_bytes(content[:place])
        assert read_entry(tmp_path, "k") is None, place
    file.unlink()
    file.mkdir()
    assert read_entry(tmp_path, "k") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    write_entry(tmp_path, "k", Entry({"": PLAIN["floats"]}))
    assert read_entry(tmp_path, "k") is None
    sweep_kept(tmp_path)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/.cache").symlink_to(tmp_path)  # a link that leads out of the report
    write_entry(tmp_path / "inside", "k", Entry({"": PLAIN["floats"]}))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".cache", "inside"]


def test_results_stand_in_memory_in_one_order(tmp_path: Path) -> None:
    """A sum's last bits hang on it: one of kept results is that of the run."""
    turned = np.random.default_rng(1).normal(size=(300, 7, 40)).transpose(2, 0, 1)
    given = carry_out("", lambda: xarray.Dataset({"x": (("a", "b", "c"), turned)}))
    write_entry(tmp_path, "k", Entry({"": given}))
    entry = read_entry(tmp_path, "k")
    assert entry is not None
    assert given["x"].values.strides == entry.results[""]["x"].values.strides == turned.copy("C").strides
