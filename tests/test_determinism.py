"""The same inputs give the same bytes: in another process, folder, locale, time zone, and order of the hash."""

import shutil
from pathlib import Path

from conftest import ROOT, run_command, tree


def test_the_whole_report_built_twice_is_the_same_to_the_last_byte(tmp_path: Path) -> None:
    built = []
    for name, options, environment in (
        ("one", ["--jobs", "1"], {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}),
        ("another", ["--jobs", "2"], {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"}),
    ):
        root = tmp_path / name
        shutil.copytree(ROOT / "gdreport/experiments", root / "gdreport/experiments", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "pyproject.toml").write_text('[tool.gdreport]\nexperiments = "gdreport/experiments"\n')
        done = run_command("-C", str(root), "build", *options, cwd=tmp_path if name == "one" else Path("/"), **environment)
        assert done.status == 0, done.err
        built.append(tree(root / "docs"))
    assert len(built[0]) > 30
    assert built[0] == built[1]
