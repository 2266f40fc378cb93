"""The blocks, filters and exhibits of the words: each with what a build makes of it."""

import re
from pathlib import Path

from helpers import call, read_page

from documentation.writing import PROSE, write_head
from gdreport.files import Files, read_tree

SOURCE = PROSE / "words.md"
EXAMPLE = re.compile(r"<!-- (example|finding) -->\n(.*?)<!-- end -->", re.DOTALL)
SOURCE_LINK = re.compile(r' <a class="gd-source".*?</a>')  # to a part of the page that only an experiment's has
PLACE = "\n\n<!-- place {} -->\n\n"
IMPORTS = """
from gdreport import Descent, Experiment, GradientDescent, Objective
from gdreport.figures import final_against
from gdreport.tables import runs_table

valley = Objective("x**2 / 2", domain=(-2, 2))

"""


def make_words(folder: Path) -> Files:
    """The page of the words and the files that it shows, made by a build of a report in this folder."""
    source = SOURCE.read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", source, re.DOTALL)
    words = "".join(PLACE.format(n) + text for n, (_, text) in enumerate(EXAMPLE.findall(source)))
    (folder / "experiments").mkdir()
    (folder / "pyproject.toml").write_text("[tool.gdreport]\n")
    (folder / "experiments/words.py").write_text(IMPORTS.strip() + "\n\n" + code, encoding="utf-8")
    (folder / "experiments/words.md").write_text("# How large may a step be?" + words + PLACE.format("end"), encoding="utf-8")
    done = call("build", cwd=folder)
    assert done.status == 0, done.out + done.err
    page = read_page(folder, "words")
    made = iter(re.split(r"<!-- place \w+ -->", page)[1:])

    def show(match: re.Match[str]) -> str:
        result = next(made).strip()
        if match[1] == "finding":
            found = re.search(r'<div class="gd-finding".*?</div>', page, re.DOTALL)
            assert found is not None
            result = found[0]
        result = SOURCE_LINK.sub("", result)
        return f"```markdown\n{match[2]}```\n\n{result}"

    head = write_head("Words", "The blocks, filters and exhibits of a page's words, each with what it makes.", "words.md")
    files = {n: c for n, c in read_tree(folder / "docs/experiments/words").items() if n.endswith((".svg", ".csv"))}
    return {"index.md": (head + "\n" + EXAMPLE.sub(show, source)).encode(), **files}
