"""Reports of many small experiments: what each of them costs where nothing has changed."""

import sys
from pathlib import Path

import gdreport
from benchmarks.measuring import Found, Row, Sizes, Task, find_medians, run_process, take_turns, tell, time_process
from gdreport.number_text import number_text

PAIR = Path(gdreport.__file__).parent / "starter/pair"
GDREPORT = [sys.executable, "-m", "gdreport"]
# The files of the experiments and of their pages, read and digested: nobody could say for less that they are the same.
HASHING = "import hashlib, pathlib; [hashlib.sha256(f.read_bytes()) for f in pathlib.Path().rglob('*') if f.is_file()]"
GROUP = "many"


def measure_many(sizes: Sizes, place: Path) -> Found:
    """Reports of several sizes. The first build of each, which runs everything, is not timed."""
    reports = {count: generate(place / str(count), count) for count in sizes.experiments}
    for count, report in reports.items():
        tell(f"building {count} experiments")
        run_process([*GDREPORT, "build"], report)
    kinds = {"build": [*GDREPORT, "build"], "check": [*GDREPORT, "check"], "hashing": [sys.executable, "-c", HASHING]}
    tasks: dict[str, Task] = {
        f"{kind} of {count}": lambda command=command, report=report: time_process(command, report)  # type: ignore[misc]
        for count, report in reports.items()
        for kind, command in kinds.items()
    }
    times = take_turns(tasks, sizes)
    median = find_medians(times)
    rows = [
        Row(GROUP, f"warm {kind}, {number_text(count)} experiments", median[f"{kind} of {count}"], "s", note=note)
        for kind, note in (("build", "without the site"), ("check", ""))
        for count in reports
    ]

    def slope(kind: str, low: int, high: int) -> float:
        return 1e3 * (median[f"{kind} of {high}"] - median[f"{kind} of {low}"]) / (high - low)

    for kind in ("build", "check"):
        for low, high in zip(sizes.experiments, sizes.experiments[1:], strict=False):
            each, digested = slope(kind, low, high), slope("hashing", low, high)
            note = f"reading and digesting the same files takes {digested:.2f} ms"
            what = f"warm {kind}: an experiment more, from {number_text(low)} to {number_text(high)}"
            rows.append(Row(GROUP, what, each, "ms", wanted=2.0, note=note))
    return Found(rows, times)


def generate(report: Path, count: int) -> Path:
    """A report of copies of the pair that `gdreport new --experiment` writes."""
    (report / "experiments").mkdir(parents=True)
    (report / "docs").mkdir()
    (report / "pyproject.toml").write_text("[tool.gdreport]\n")
    for number in range(count):
        for kind in (".py", ".md"):
            text = (PAIR / f"pair{kind}").read_text(encoding="utf-8").replace("TITLE", "Which well does a start reach?")
            (report / f"experiments/experiment_{number}{kind}").write_text(text, encoding="utf-8")
    return report
