"""The same inputs give the same bytes: in another process, folder, locale, time zone, hash order, other settings, more jobs."""

import shutil
from pathlib import Path

from helpers import ROOT, WITHOUT_CACHES, run_command

from gdreport.files import read_tree


def test_six_experiments_built_twice_are_the_same_to_the_last_byte(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "text.usetex: True\naxes.grid: False\naxes.formatter.limits: -1, 1\nlines.linewidth: 9\n"
    )
    own_settings = {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "MPLBACKEND": "rubbish"}
    built = []
    for name, options, environment in (
        ("one", ["--jobs", "1"], {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}),
        ("another", ["--jobs", "2"], {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu", **own_settings}),
    ):
        root = tmp_path / name
        shutil.copytree(ROOT / "gdreport/experiments", root / "experiments", ignore=WITHOUT_CACHES)
        for file in (root / "experiments").glob("audit.*"):
            file.unlink()  # its runs are those of the others, and one of a million epochs
        (root / "pyproject.toml").write_text("[tool.gdreport]\n")
        done = run_command("-C", str(root), "build", *options, cwd=tmp_path if name == "one" else Path("/"), **environment)
        assert done.status == 0, done.err
        built.append(read_tree(root / "docs"))
    assert len(built[0]) > 30
    assert built[0] == built[1]
