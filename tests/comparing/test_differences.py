"""Differences that hide: values below a label of two lines, a title's number, an old explorer, a caption's number."""

from pathlib import Path

from helpers import FRESH, call, edit

PYTHON, WORDS = "experiments/valley.py", "experiments/valley.md"


def test_a_number_below_a_label_of_two_lines_is_compared(tiny: Path) -> None:
    edit(tiny / PYTHON, 'final_against("learning_rate")', 'final_against("learning_rate", ylabel="last\\niterate")')
    edit(tiny / WORDS, "{{ table(", "Lost: {{ lost | number }}.\n\n{{ table(")
    edit(tiny / PYTHON, '"lost": int(', '"lost": offset + int(')
    edit(tiny / PYTHON, "def measures", 'offset = len((Path(__file__).parent / "offset.txt").read_text())\n\n\ndef measures')
    edit(tiny / WORDS, "largest < 0.2 and lost == 1", "largest < 0.2 and lost >= 1")
    (tiny / "experiments/offset.txt").write_text("")
    assert call("build", cwd=tiny).status == 0
    (tiny / "experiments/offset.txt").write_text("x")
    answer = call("check", cwd=tiny)
    assert (answer.status, "measure lost: 1 -> 2" in answer.out, "page index.md: " in answer.out) == (1, True, True)


def test_a_number_in_the_title_is_compared_within_the_tolerance(tiny: Path) -> None:
    edit(tiny / WORDS, "# Where do runs in a valley end?", "# Is it {{ largest | number(9) }}?")
    edit(tiny / PYTHON, "run=descent", "run=descent, rtol=0.01")
    assert call("build", cwd=tiny).status == 0
    edit(tiny / PYTHON, "abs(settled).max()", "abs(settled).max() * 1.001")
    answer = call("check", cwd=tiny)
    assert answer.status == 0, answer.out
    edit(tiny / PYTHON, "* 1.001", "* 1.1")
    assert "title: Is it 0.121576655? -> Is it 0.13373432?" in call("check", cwd=tiny).out


def test_an_explorer_of_another_version_is_named(built: Path) -> None:
    script = built / "docs/experiments/assets/explorer.js"
    script.write_text(script.read_text() + "// older\n")
    manifest = built / "docs/experiments/valley/manifest.json"
    assert "edited: docs/experiments/assets/explorer.js" in call("check", cwd=built).out
    manifest.unlink()
    assert call("build", cwd=built).status == 0
    assert call("check", "--rerun", cwd=built).out == FRESH


def test_a_script_that_no_page_needs_any_more_goes(built: Path) -> None:
    edit(built / PYTHON, "experiment = Experiment(", "descent = lambda found=descent.run(): found\n\nexperiment = Experiment(")
    edit(built / WORDS, "lost == 1", "lost == 1")
    assert call("build", cwd=built).status == 0
    assert not (built / "docs/experiments/assets/explorer.js").exists()
    assert call("check", cwd=built).out == FRESH


def test_a_number_in_a_caption_is_words_where_markup_cannot_stand(tiny: Path) -> None:
    edit(tiny / WORDS, 'caption="The last iterate of each run"', 'caption="All but " ~ (lost | number)')
    edit(tiny / WORDS, 'caption="Each run"', 'caption="Each run, lost: " ~ (lost | number)')
    assert call("build", cwd=tiny).status == 0
    page = tiny / "docs/experiments/valley"
    assert '<title id="title">All but 1</title>' in (page / "ends.svg").read_text()
    assert 'aria-label="Each run, lost: 1"' in (page / "index.md").read_text()
