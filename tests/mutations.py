"""What is done to a small report before it is checked: edits of its files by name, and what an edit cannot say."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from gdreport.record.manifest import _seal

VALLEY, VALLEY_WORDS = "experiments/valley.py", "experiments/valley.md"
DRAWN, DRAWN_WORDS = "experiments/drawn.py", "experiments/drawn.md"
RATES, HELPER = "experiments/rates.txt", "experiments/helper.py"
MADE = "docs/experiments/valley"

# name: (file, old text, new text)
EDITS: dict[str, dict[str, tuple[str, str, str]]] = {
    "parameters": {
        "one more epoch": (VALLEY, "epochs=20", "epochs=21"),
        "one epoch fewer": (VALLEY, "epochs=20", "epochs=19"),
        "a start in its fourth digit": (VALLEY, "start=1.0", "start=1.0001"),
        "a learning rate in its eighth digit, in a data file": (RATES, "0.1\n", "0.10000001\n"),
        "one more run": (RATES, "1.5\n", "1.5\n1.6\n"),
        "one run fewer": (RATES, "1.5\n", ""),
        "two runs in another order": (RATES, "0.1\n0.5\n", "0.5\n0.1\n"),
        "a wider bound": (VALLEY, "bound=100.0", "bound=1000.0"),
        "another tolerance of arrival": (VALLEY, "bound=100.0", "bound=100.0,\n    tolerance=1e-3"),
        "a wider domain": (VALLEY, "domain=(-2, 2)", "domain=(-3, 2)"),
        "another objective, in a helper": (HELPER, "x**2 / 2", "x**2 / 2.01"),
        "another stated tolerance of comparison": (VALLEY, "run=descent", "run=descent, rtol=1e-8"),
        "marked chaotic": (VALLEY, "run=descent", "run=descent, chaotic=True"),
        "another seed": (DRAWN, "seed=3", "seed=4"),
        "one more draw": (DRAWN, "count=20", "count=21"),
        "a wider draw": (DRAWN, "uniform(-1.0, 1.0", "uniform(-1.0, 1.1"),
        "another learning rate, with the words still true": (DRAWN, "learning_rate=0.25", "learning_rate=0.2501"),
    },
    "figures": {
        "a colour by one level": (DRAWN, "#336699", "#336698"),
        "a thicker line": (DRAWN, "linewidth=1.5", "linewidth=1.6"),
        "a figure drawn a little aside": (DRAWN, 'results["start"], results', 'results["start"] + 0.001, results'),
        "an axis label": (DRAWN, 'set_xlabel("start")', 'set_xlabel("first iterate")'),
        "another kind of figure": (DRAWN, "axes.plot(", "axes.scatter("),
        "a figure under another name": (VALLEY, '"ends": final', '"finals": final'),
        "a second figure": (VALLEY, '"ends": final', '"more": final_against("learning_rate"), "ends": final'),
        "another column in a table": (VALLEY, '"reached_at"', '"diverged_at"'),
        "a caption": (VALLEY_WORDS, "The last iterate of each run", "The last iterate of every run"),
    },
    "words": {
        "one word of a title": (VALLEY_WORDS, "Where do runs", "How do runs"),
        "one word of a sentence": (VALLEY_WORDS, "The largest learning rate diverges", "The greatest learning rate diverges"),
        "one word outside the sentences": (VALLEY_WORDS, "{{ table(", "A remark.\n\n{{ table("),
        "a condition that is still true": (VALLEY_WORDS, "lost > 0", "lost >= 1"),
        "a condition that is false": (VALLEY_WORDS, "lost > 0", "lost > 1"),
        "a sentence more": (VALLEY_WORDS, "{{ table(", "{% observe lost < 2 %}\nOne, to be exact.\n{% endobserve %}\n\n{{ table("),
        "a sentence fewer": (
            VALLEY_WORDS,
            "{% observe lost > 0 about='the runs that diverge' %}\nThe largest learning rate diverges.\n{% endobserve %}\n",
            "",
        ),
        "more digits of a number": (VALLEY_WORDS, "number(2,", "number(3,"),
        "a number rounded down": (VALLEY_WORDS, 'rounding="up"', 'rounding="down"'),
        "a table's caption": (VALLEY_WORDS, "Each run", "Every run"),
        "a table's digits": (VALLEY_WORDS, 'caption="Each run"', 'caption="Each run", digits=3'),
        "the words of a claim": (DRAWN_WORDS, "Every run arrives", "All runs arrive"),
        "the verdict on a claim": (DRAWN_WORDS, "holds in part", "refuted"),
        "a verdict that does not follow": (DRAWN_WORDS, "widest > 0.001", "widest < 0.001"),
    },
    "measures": {
        "a measure of something else": (VALLEY, "abs(settled).max()", "abs(settled).mean()"),
        "a measure under another name": (VALLEY, '"lost"', '"gone"'),
        "a new measure": (VALLEY, '"lost"', '"total": results.sizes["learning_rate"], "lost"'),
        "a measure that is not a number": (VALLEY, "abs(settled).max()", 'abs(settled).max() * float("nan")'),
    },
    "mistakes": {
        "a number typed in the words": (VALLEY_WORDS, "The largest learning rate", "The 4th and largest learning rate of 4"),
        "a syntax error": (VALLEY, "epochs=20", "epochs=20)"),
        "an error while it runs": (VALLEY, "rates = [", "rates = 1 / 0, ["),
        "a parameter that makes no sense": (VALLEY, "start=1.0", 'start="left"'),
    },
    "by hand": {
        "a number in the data by hand": (f"{MADE}/ends.csv", "0.1,", "0.2,"),
        "a word of the page by hand": (f"{MADE}/index.md", "bottom", "top"),
        "a figure by one pixel by hand": (f"{MADE}/ends.svg", "M 0 0 0 3.5", "M 0 0 0 4.5"),
        "a measure in the manifest by hand": (f"{MADE}/manifest.json", '"lost": 1', '"lost": 2'),
        "conflict markers in a manifest": (f"{MADE}/manifest.json", '"experiment"', "<<<<<<< HEAD"),
        "conflict markers in a page": (f"{MADE}/index.md", "# Where", "<<<<<<< HEAD\n# Where"),
        "a manifest of another format": (f"{MADE}/manifest.json", '"format": 3', '"format": 99'),
        "a manifest that names files outside its folder": (f"{MADE}/manifest.json", '"ends.csv"', '"../ends.csv"'),
        "the summary by hand": ("docs/experiments/index.md", "Every", "Each"),
        "the style sheet by hand": ("docs/experiments/assets/report.css", "1.5em", "1.6em"),
        "the explorer by hand": ("docs/experiments/assets/explorer.js", "use strict", "use sloppy"),
    },
    "without consequence": {
        "a comment": (VALLEY, "experiment = Experiment(", "# a comment\nexperiment = Experiment("),
        "a blank line": (VALLEY, "experiment = Experiment(", "\n\nexperiment = Experiment("),
        "a reformatted line": (VALLEY, "start=1.0,\n    epochs=20,", "start=1.0, epochs=20,"),
        "a docstring": (VALLEY, "def measures(results):\n", 'def measures(results):\n    """The largest."""\n'),
        "a local variable's name": (VALLEY, "settled", "arrived"),
        "spaces in a data file": (RATES, "0.1\n0.5", "0.1    0.50"),
        "an expression written otherwise": (HELPER, "x**2 / 2", "x*x / 2"),
        "a measure a rounding error away": (VALLEY, "abs(settled).max()", "abs(settled).max() * (1 + 1e-14)"),
        "a comment in the words": (VALLEY_WORDS, "{{ table(", "{# a comment #}{{ table("),
    },
}


def _times(report: Path) -> None:
    for path in report.rglob("*"):
        os.utime(path, (1, 1))


def _crlf(report: Path) -> None:
    for path in [p for p in report.rglob("*") if p.is_file() and p.suffix != ".woff2"]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _renamed(report: Path) -> None:
    for suffix in ("py", "md"):
        (report / f"experiments/drawn.{suffix}").rename(report / f"experiments/shaken.{suffix}")


def _removed(report: Path) -> None:
    for suffix in ("py", "md"):
        (report / f"experiments/drawn.{suffix}").unlink()


def _copied(report: Path) -> None:
    for suffix in ("py", "md"):
        shutil.copy(report / f"experiments/drawn.{suffix}", report / f"experiments/second.{suffix}")


def _truncated(report: Path) -> None:
    manifest = report / MADE / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:200])


def _reordered(report: Path) -> None:
    (report / "pyproject.toml").write_text('[tool.gdreport]\norder = [\n  "valley",\n  "drawn",\n]\n')


def _upgraded(report: Path) -> None:
    for name in ("valley", "drawn"):
        place = report / f"docs/experiments/{name}/manifest.json"
        values = json.loads(place.read_bytes())
        values["inputs"]["package"] = "of an older one"
        rest = {key: value for key, value in values.items() if key not in {"format", "digest"}}
        place.write_text(json.dumps({**values, "digest": _seal(rest)}))
    style = report / "docs/experiments/assets/report.css"
    style.write_text(style.read_text().replace("1.5em", "1.6em"))


OTHERS: dict[str, Callable[[Path], object]] = {
    "a figure deleted": lambda report: (report / MADE / "ends.svg").unlink(),
    "a manifest deleted": lambda report: (report / MADE / "manifest.json").unlink(),
    "a manifest cut off": _truncated,
    "a page deleted": lambda report: shutil.rmtree(report / MADE),
    "a file of somebody's beside a page": lambda report: (report / MADE / "notes.txt").write_text("mine"),
    "a folder of somebody's beside a page": lambda report: (report / MADE / "sub").mkdir(),
    "a folder of somebody's beside the pages": lambda report: (report / "docs/experiments/other").mkdir(),
    "the summary deleted": lambda report: (report / "docs/experiments/index.md").unlink(),
    "the style sheet deleted": lambda report: (report / "docs/experiments/assets/report.css").unlink(),
    "a file of somebody's among the assets": lambda report: (report / "docs/experiments/assets/mine.css").write_text("mine"),
    "a style sheet of another gdreport": _upgraded,
    "another order of the pages": _reordered,
    "an experiment removed": _removed,
    "an experiment renamed": _renamed,
    "an experiment that was never built": _copied,
    "half a pair removed": lambda report: (report / DRAWN).unlink(),
    "a data file deleted": lambda report: (report / RATES).unlink(),
    "a helper deleted": lambda report: (report / HELPER).unlink(),
    "other times of all files": _times,
    "CRLF in all files": _crlf,
    "a new file that nothing reads": lambda report: (report / "experiments/unread.txt").write_text("nothing reads this"),
}

# In a copy of the package: name: (file, old text, new text)
PACKAGE: dict[str, tuple[str, str, str]] = {
    "the optimizer's rule": (
        "descent/first_order.py",
        "-find_rate(self.learning_rate, state) * gradient",
        "-1.0001 * find_rate(self.learning_rate, state) * gradient",
    ),
    "a word of the page template": ("page/templates/page.md.j2", "What was run", "What has been run"),
    "a colour of the style by one level": ("figures/palette.py", '"objective": ("#5c84b4"', '"objective": ("#5c84b5"'),
    "how numbers are written": ("number_text.py", " × {power}", " · {power}"),
    "a default tolerance": ("descent/descent.py", "tolerance: float = 1e-4", "tolerance: float = 1e-3"),
    "a comment in the package": ("number_text.py", "ROUNDING = {", "# a comment\nROUNDING = {"),
}
# name: (options, environment) of `gdreport check`
WAYS: dict[str, tuple[list[str], dict[str, str]]] = {
    "one job, another time zone, locale and hash seed": (
        ["--rerun", "--jobs", "1"],
        {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"},
    ),
    "two jobs, Python's UTF-8 mode off": (["--rerun", "--jobs", "2"], {"PYTHONUTF8": "0", "LC_ALL": "C"}),
}
