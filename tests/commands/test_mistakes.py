"""Mistakes of authors: each is answered with its file, its line and what mends it."""

from pathlib import Path

import pytest
from helpers import call, edit

PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"
TWO = "{% observe lost > 0 about='the runs that diverge' %}A.{% endobserve %} {% observe lost < 9 %}B.{% endobserve %}\n\n"

# what it is: (file, old text, new text, what is said)
MISTAKES = {
    "a figure that does not exist": (
        WORDS,
        'figure("ends"',
        'figure("end"',
        f"{WORDS}:7: unknown figure 'end'\n  remedy: did you mean 'ends'? There are: ends",
    ),
    "a table that does not exist": (WORDS, 'table("runs"', 'table("run"', f"{WORDS}:13: unknown table 'run'"),
    "a number that does not exist": (WORDS, "largest | number", "biggest | number", f"{WORDS}:4: unknown number 'biggest'"),
    "a number without a format": (WORDS, 'largest | number(2, rounding="up")', "largest", f"{WORDS}:4: "),
    "a block that does not end": (WORDS, "{% endobserve %}", "", f"{WORDS}:13: Unexpected end of template"),
    "a condition without a measure": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% observe 1 < 2 %}",
        f"{WORDS}:9: the condition '1 < 2' uses no measured value",
    ),
    "no condition": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% observe %}",
        f"{WORDS}:9: {{% observe %}} has no condition",
    ),
    "a condition that is a number": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% observe lost %}",
        f"{WORDS}:9: the condition 'lost' is 1, neither true nor false",
    ),
    "a condition that is an array": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% observe results.final > 0 %}",
        f"{WORDS}:9: the condition 'results.final > 0' is <xarray.DataArray",
    ),
    "no title": (WORDS, "# Where", "Where", f"{WORDS}:1: the page has no title"),
    "a table shown nowhere": (
        WORDS,
        '{{ table("runs", caption="Each run") }}',
        "",
        f"{PYTHON}:22: table 'runs' is made but shown nowhere",
    ),
    "a figure shown nowhere": (
        PYTHON,
        '"ends": final',
        '"more": final_against("learning_rate"), "ends": final',
        f"{PYTHON}:21: figure 'more' is made but shown nowhere",
    ),
    "a start that is a word": (
        PYTHON,
        "start=1.0",
        'start="left"',
        f"{PYTHON}:11: start is 'left'\n  remedy: start takes a number",
    ),
    "an error in the code": (PYTHON, "rates = [", "rates = 1 / 0, [", f"{PYTHON}:9: ZeroDivisionError: division by zero"),
    "an import that fails": (
        PYTHON,
        "import helper",
        "import helpmate",
        f"{PYTHON}:3: ModuleNotFoundError: No module named 'helpmate'",
    ),
    "a syntax error": (PYTHON, "epochs=20", "epochs=20)", f"{PYTHON}:16: SyntaxError: unexpected indent"),
    "an exit": (PYTHON, "epochs=20,", "epochs=20, **({} if __import__('sys').exit(0) else {}),", f"{PYTHON}:15: SystemExit: 0"),
    "a figure's name that is no file's": (
        PYTHON,
        '"ends": final',
        '"../ends": final',
        f"{PYTHON}:19: figures has the name '../ends'",
    ),
    "a measure that is an object": (PYTHON, '"lost": int', '"lost": object() or int', f"{PYTHON}: the measure 'lost' is <object"),
    "a condition of NaN": (
        PYTHON,
        "abs(settled).max()",
        'abs(settled).max() * float("nan")',
        f"{WORDS}:3: largest in the condition",
    ),
    "a measure set in the words": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% set lost = 5 %}{% observe lost > 0 about='the runs that diverge' %}",
        f"{WORDS}:9: the measure 'lost' is set in the words",
    ),
    "a condition of text and number": (
        WORDS,
        "{% observe lost > 0 about='the runs that diverge' %}",
        "{% if false %}{% endif %}{% observe lost > '%}' %}",
        f"{WORDS}:9: TypeError",
    ),
    "two observations on a line": (WORDS, "{{ table(", TWO + "{{ table(", f"{WORDS}:13: two observations begin on one line"),
    "a NaN in the results": (WORDS, "lost > 0", 'results["reached_at"].values[0] != 14', f"{WORDS}:9: results in the condition"),
    "is defined": (
        WORDS,
        "lost > 0",
        "largest is defined,",
        f"{WORDS}:9: the condition 'largest is defined' holds or fails whatever",
    ),
    "true or": (WORDS, "lost > 0", "true or lost > 9", f"{WORDS}:9: the condition 'true or lost > 9' holds or fails whatever"),
    "a constant in a condition": (
        WORDS,
        "lost > 0",
        "lost > 9 or 1 < 2",
        f"{WORDS}:9: the condition 'lost > 9 or 1 < 2' holds or fails whatever",
    ),
    "a figure's name that pages have": (
        PYTHON,
        '"ends": final',
        '"explorer": final',
        f"{PYTHON}:19: figures has the name 'explorer', an address or a file that every page has",
    ),
    "a condition of itself": (
        WORDS,
        "lost > 0",
        "lost == lost",
        f"{WORDS}:9: the condition 'lost == lost' holds or fails whatever",
    ),
    "an empty measure": (
        PYTHON,
        "abs(settled).max()",
        "abs(settled.values)[:0]",
        f"{PYTHON}: the measure 'largest' is missing: masked or empty",
    ),
    "no caption": (WORDS, 'caption="Each run"', "caption=none", f"{WORDS}:13: caption is None"),
    "no experiment": (PYTHON, "experiment = ", "trial = ", f"{PYTHON}: it has no experiment"),
    "a measure named like a function": (PYTHON, 'return {"largest"', 'return {"figure"', f"{PYTHON}: measures() gives 'figure'"),
    "a sweep that was not run": (
        PYTHON,
        'final_against("learning_rate")',
        'final_against("start")',
        f"{PYTHON}:21: the experiment has no sweep over 'start'",
    ),
    "an unknown name in a helper": ("experiments/helper.py", '"x**2 / 2"', '"x**2 / z"', "unknown name 'z'"),
    "an unknown experiment in the order": (
        "pyproject.toml",
        "[tool.gdreport]",
        '[tool.gdreport]\norder = ["vale"]',
        "unknown experiment 'vale'",
    ),
    "an unknown setting": ("pyproject.toml", "[tool.gdreport]", '[tool.gdreport]\noutputs = "x"', "did you mean 'output'?"),
    "an output outside the report": (
        "pyproject.toml",
        "[tool.gdreport]",
        '[tool.gdreport]\noutput = "../x"',
        "is not a folder inside the report",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_file_line_and_remedy(tiny: Path, mistake: str) -> None:
    file, old, new, error = MISTAKES[mistake]
    edit(tiny / file, old, new)
    done = call("build", cwd=tiny)
    assert (done.status, error in done.err) == (2, True), done.err
