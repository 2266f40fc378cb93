"""`gdreport new --from-notebook`: code and prose are carried over, and what is left to decide is listed."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from helpers import call, edit

from gdreport.files import read_tree

SWEEP_PROSE = """# Does the start matter?

A rate of 0.01 and 200 epochs; the set {{1, 2}}. Of 25 starts 3 differ.

A rate of $0.01$, or `0.01`, or 0.01.
"""
SWEEP_CODE = """finals = []
for s in starts:
    x = s  # begins here
    for _ in range(epochs):
        x = x - rate * df(x)
    finals.append(x)
"""
FIGURE = """fig, ax = plt.subplots(figsize=(6, 4))
show(finals, ax)
ax.set_xlabel('start'); ax.set_title('Ends by start')
plt.show()
"""
SWEEP = [
    ("markdown", SWEEP_PROSE),
    ("code", "%matplotlib inline\nimport numpy as np, matplotlib.pyplot as plt"),
    ("code", "# the rule\nrate = 0.01\nepochs = 200\nstarts = np.linspace(-5, 5, 25)\nnames = ['a', 'b']\nnote = '''two\nlines'''"),
    ("code", "def df(x):\n    return (np.cos(x) - 0.1 * x * np.sin(x)) * np.exp(-0.05 * x**2)"),
    ("markdown", "# Sweep\n\nEach start on its own."),
    ("code", SWEEP_CODE),
    ("code", "def show(values, ax):\n    ax.plot(starts, values, 'o')\n    plt.ylabel('end')"),
    ("code", FIGURE),
    ("code", "def spread(k):\n    return k * max(finals)\n\nwidth = spread(2)\nprint(f'{width}')"),
    ("markdown", "## Conclusion\n\nIt does."),
]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with an experiment of its own, so that the pair is added to an order."""
    (tmp_path / "experiments").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.gdreport] # mine\n")
    return tmp_path


def write_notebook(file: Path, cells: list[tuple[str, str]], counts: list[int] | None = None) -> None:
    made: list[dict[str, Any]] = [
        {"cell_type": kind, "source": text.splitlines(keepends=True), "metadata": {}} for kind, text in cells
    ]
    for number, cell in enumerate(made, 1):
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": counts[number - 1] if counts else number}
    file.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def test_a_notebook_becomes_a_pair_that_builds_once_a_person_has_decided(report: Path) -> None:
    write_notebook(report / "start-sweep.ipynb", SWEEP)
    done = call("new", "--from-notebook", "start-sweep.ipynb", cwd=report)
    assert done.status == 0, done.err
    assert (report / "pyproject.toml").read_text() == '[tool.gdreport] # mine\norder = ["start_sweep"]\n'
    code, words = report / "experiments/start_sweep.py", report / "experiments/start_sweep.md"
    assert "what was shown and is left out (cell 9)" in done.out
    assert "run() keeps finals, width" in done.out
    text = words.read_text()
    assert text.startswith("# Does the start matter?\n")
    assert "A rate of {{ 0.01 | given }} and {{ 200 | given }} epochs" in text
    assert '{{ figure("cell_8", caption="Ends by start") }}' in text
    assert "A rate of $0.01$, or `0.01`, or 0.01." in text  # which of them is the parameter a person sees
    assert "start_sweep.md:3: 25, 3:" in done.out
    assert "start_sweep.md:5: 0.01:" in done.out
    assert "x = s  # begins here" in code.read_text()
    failed = call("build", cwd=report)
    assert (failed.status, "experiments/start_sweep.md:3: the number 25 is typed in the words" in failed.err) == (2, True)
    edit(words, "Of 25 starts 3 differ.", "Of {{ runs | number }} starts some differ.")
    edit(words, "or 0.01.", "or less.")
    edit(words, "It does.", "{% finding low < high %}\nIt does: from {{ low | number }} to {{ high | number }}.\n{% endfinding %}")
    edit(code, "return {}", 'f = results["finals"]\n    return {"runs": f.size, "low": f.min(), "high": f.max()}')
    done = call("build", cwd=report)
    assert done.status == 0, done.err
    page = (report / "docs/experiments/start-sweep/index.md").read_text()
    assert "the set {{1, 2}}" in page
    for shown in ("<td>rate</td>", "25 values from −5 to 5"):
        assert shown in page


def test_what_no_program_can_know_is_listed(report: Path) -> None:
    cells = [
        ("code", "import numpy as np, matplotlib.pyplot as plt\nbig = 3"),
        ("code", "%%time\nx = np.random.normal(size=3)\ndef add():\n    global big\n    big = 4"),
        ("code", "%%bash\nls | wc"),
        ("code", "for k in range(2):\n    y = x * k\n    plt.plot(y)\nx"),
        ("code", "x = x + 1"),
        ("markdown", "![seen](attachment:a.png)"),
    ]
    write_notebook(report / "Odd one.ipynb", cells, counts=[1, 5, 3, 4, 2, 0])
    done = call("new", "--from-notebook", "Odd one.ipynb", cwd=report)
    assert done.status == 0, done.err
    for decision in (
        "cell 4 draws and computes (k, y) in one loop",
        "x has one value after another (cells 2, 5)",
        "the cells were not executed in their order",
        "a seed (cell 2): numpy.random.default_rng(SEED)",
        "what is no plain Python (cell 3)",
        "functions with `global`",
        "pictures and links (left out: attachment:a.png in cell 6)",
    ):
        assert f"- {decision}" in done.out
        assert f"- {decision}" in (report / "experiments/odd_one.md").read_text()
    code = (report / "experiments/odd_one.py").read_text()
    ast.parse(code)
    assert "        #   ls | wc" in code
    assert "plt" not in code


def test_a_notebook_without_code_or_prose_gives_a_pair_all_the_same(report: Path) -> None:
    for name, cells in {"prose": [("markdown", "Words.")], "sums": [("code", "a = 1")]}.items():
        write_notebook(report / f"{name}.ipynb", cells)
        assert call("new", "--from-notebook", f"{name}.ipynb", cwd=report).status == 0
        ast.parse((report / f"experiments/{name}.py").read_text())
    assert "experiments/prose.md" in call("build", cwd=report).err


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("missing.ipynb", None, "missing.ipynb: the notebook cannot be read: No such file"),
        ("old.ipynb", '{"worksheets": []}', "it is no notebook of format 4"),
        ("text.ipynb", "words", "it is no notebook of format 4"),
        ("empty.ipynb", '{"cells": []}', "the notebook is empty"),
        ("wave.ipynb", '{"cells": [{"cell_type": "markdown", "source": "Words."}]}', "name it: --experiment NAME"),
        ("1.ipynb", '{"cells": [{"cell_type": "markdown", "source": "Words."}]}', "name it: --experiment NAME"),
    ],
)
def test_a_notebook_that_cannot_begin_a_pair_ends_in_a_sentence(report: Path, name: str, content: str | None, what: str) -> None:
    if content is not None:
        (report / name).write_text(content)
    before = read_tree(report)
    done = call("new", "--from-notebook", name, cwd=report)
    assert (done.status, what in done.err) == (2, True), done.err
    assert read_tree(report) == before


def begin(report: Path, *cells: tuple[str, str]) -> tuple[str, str, str]:
    """The code and the words of a pair from these cells, and what is left to decide."""
    write_notebook(report / "study.ipynb", [("code", "import numpy as np\nimport matplotlib.pyplot as plt"), *cells])
    done = call("new", "--from-notebook", "study.ipynb", cwd=report)
    assert done.status == 0, done.err
    code, words = ((report / f"experiments/study.{suffix}").read_text() for suffix in ("py", "md"))
    ast.parse(code)
    return code, words, done.out


ON_AXES = """plt.style.use('ggplot'); plt.rcParams['font.size'] = 8
fig = plt.figure(figsize=(4, 3))
ax = fig.add_subplot(111)
points = ax.scatter(y, y, c=y, cmap=plt.cm.viridis)  # each value
if len(y):
    plt.show()
plt.colorbar(points)
plt.axhline(0)
plt.xticks(rotation=45)
plt.gca().set_xlabel('y')
plt.ylim(-1, 3)
plt.title('Two')
"""


def test_what_pyplot_draws_is_drawn_on_the_axes_of_a_figure(report: Path) -> None:
    code, _, _ = begin(report, ("code", "y = np.cumsum([1, 2, 3])"), ("code", ON_AXES))
    drawn = code.partition('"""What cell 3 drew."""')[2].partition("experiment =")[0]
    assert drawn.strip().splitlines() == [
        'y = results["y"].values',
        "    fig = axes.figure",
        "    ax = axes",
        "    points = ax.scatter(y, y, c=y, cmap=plt.cm.viridis)  # each value",
        "    if len(y):",
        "        pass",
        "    axes.figure.colorbar(points)",
        "    axes.axhline(0)",
        '    axes.tick_params("x", rotation=45)',
        "    axes.set_xlabel('y')",
        "    axes.set_ylim(-1, 3)",
    ]
    assert "import matplotlib.pyplot as plt" in code


@pytest.mark.parametrize(
    ("drawn", "named"),
    [
        ("f, (a, b) = plt.subplots(1, 2)\na.plot(y)\nb.plot(y)", "plt.subplots"),
        ("f, ax = plt.subplots(nrows=2)\nax[0].plot(y)", "plt.subplots"),
        ("fig = plt.figure()\na = fig.add_subplot(1, 2, 1)\na.plot(y)", "fig.add_subplot"),
        ("plt.subplot(1, 2, 1)\nplt.plot(y)\nplt.subplot(1, 2, 2)\nplt.plot(y)", "plt.subplot"),
        ("fig, ax = plt.subplots(subplot_kw={'projection': 'polar'})\nax.plot(y)", "plt.subplots"),
        ("def panel():\n    fig, axs = plt.subplots(2)\n    axs[0].plot(y)\npanel()", "plt.subplots"),
        ("import seaborn as sns\nsns.set_theme()\nsns.lineplot(y)\nplt.ylabel('y')", "sns.lineplot"),
        ("from matplotlib.pyplot import plot\nplot(y)", "plot"),
        ("y.plot(figsize=(4, 3))", "y.plot"),
    ],
)
def test_what_has_no_place_on_one_pair_of_axes_stays_as_it_was_and_is_named(report: Path, drawn: str, named: str) -> None:
    code, words, out = begin(report, ("code", "y = np.arange(3.0) ** 2"), ("code", drawn))
    decision = f"- cell 3 draws with {named}: write it with one pair of axes, and a figure for each"
    assert decision in out, out
    assert decision in words
    assert all(f"    #   {line}" in code for line in drawn.splitlines() if "import" not in line)
    assert "axes.subplot" not in code


def test_a_table_and_a_dictionary_are_no_arrays_and_the_build_says_so(report: Path) -> None:
    made = "import pandas as pd\nframe = pd.DataFrame({'x': [1, 2], 'name': ['a', 'b']})\nmodel = {'slope': frame.x.mean()}"
    _, _, out = begin(report, ("code", made), ("code", "frame"), ("code", "print(model)"))
    for name in ("frame", "model"):
        assert f"- {name} (cell 2) is no array: keep each of its columns or entries, as an array with a name, and draw these" in out
    place, code = report / "experiments/study.md", report / "experiments/study.py"
    place.write_text("# Study\n\n{% finding n == 2 %}\nThere are {{ n | number }}.\n{% endfinding %}\n")
    edit(code, 'decide which."""\n    return {}', 'decide which."""\n    return {"n": results["x"].size}')
    failed = call("build", cwd=report)
    assert (failed.status, "frame is a DataFrame: keep each of its columns or entries" in failed.err) == (2, True), failed.err
    edit(code, "keep(frame=frame, model=model)", 'keep(x=frame.x, name=frame["name"], slope=model["slope"])')
    done = call("build", cwd=report)
    assert done.status == 0, done.err


def test_pictures_and_links_beside_a_notebook_are_left_out_and_named(report: Path) -> None:
    prose = '![img](pic.png)\n\n<img src="b.png" width="3">\n\n[the data](data.csv), [a page](https://a.org/b.png), ![far](https://a.org/c.png).'
    _, words, out = begin(report, ("markdown", prose))
    assert "(left out: pic.png in cell 2, b.png in cell 2, data.csv in cell 2)" in out
    assert "{# ![img](pic.png) #}" in words
    assert '{# <img src="b.png" width="3"> #}' in words
    assert "the data{# [the data](data.csv) #}, [a page](https://a.org/b.png), ![far](https://a.org/c.png)." in words


def test_that_a_run_of_ones_own_has_no_variations_is_among_the_decisions(report: Path) -> None:
    _, words, out = begin(report, ("code", "x = sum(range(3))"))
    assert '- what is varied: Experiment(variations={"another seed": ...})' in out
    assert '- what is varied: Experiment(variations={"another seed": ...})' in words
