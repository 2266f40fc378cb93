"""Measure gdreport as ratios to yardsticks that run beside it. `python tests/bench.py --help`; CONTRIBUTING.md says more."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.descents import measure_descents
from benchmarks.first_calls import measure_first_calls
from benchmarks.many import measure_many
from benchmarks.measuring import QUICK, ROOT, Found, NotMeasuredError, Row, Sizes
from benchmarks.page import Record, begin_record, read_record, write_pages, write_text
from benchmarks.reports import measure_reports

GROUPS: dict[str, Callable[[Sizes, Path], Found]] = {
    "descents": measure_descents,
    "fresh": measure_first_calls,
    "reports": measure_reports,
    "many": measure_many,
}


def main(arguments: list[str]) -> None:
    """Measure, print, and write the page where it is asked for."""
    options = _read_options(arguments)
    if options.source:
        record = read_record(options.source.read_text(encoding="utf-8"))
    else:
        record = measure(QUICK if options.quick else Sizes(), options.only or list(GROUPS))
    print(write_text(record))
    if options.page or options.source:
        folder = options.page or options.source.parent
        for file in write_pages(record, folder):
            print(f"written: {file}")


def measure(sizes: Sizes, groups: list[str]) -> Record:
    """What the groups find, each in a folder of its own."""
    os.environ.pop("GDREPORT_ENGINE", None)  # gdreport chooses, as it does for anybody
    record = begin_record(sizes)
    for name in groups:
        with tempfile.TemporaryDirectory() as folder:
            try:
                record.add(GROUPS[name](sizes, Path(folder).resolve()))
            except NotMeasuredError as error:  # the other groups' minutes are not lost
                print(error, file=sys.stderr)
                record.add(Found([Row(name, "all of it", None, "s", note="missing: a process failed")]))
    return record


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round: to see that it works")
    parser.add_argument("--only", action="append", choices=list(GROUPS), help="this group (may be repeated)")
    page = "write benchmarks.md, .svg and .json into a folder (docs)"
    parser.add_argument("--page", nargs="?", type=Path, const=ROOT / "docs", metavar="FOLDER", help=page)
    parser.add_argument("--from", dest="source", type=Path, metavar="JSON", help="measure nothing: write the page of a record anew")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
