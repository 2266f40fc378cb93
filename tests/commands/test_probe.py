"""`probe` and `explain`: how well each sentence was tested, and where each number comes from."""

import json
from pathlib import Path

from helpers import FRESH, call, edit

CODE, WORDS = "experiments/valley.py", "experiments/valley.md"
NEVER = "{% observe lost < 5 about='how many diverge' %}\nFew diverge.\n{% endobserve %}\n\n{{ table("


def test_a_table_says_what_becomes_of_each_sentence(tiny: Path) -> None:
    done = call("probe", "--json", str(tiny / "probe.json"), cwd=tiny)
    lines = done.out.splitlines()
    assert done.status == 0
    assert lines[3:6] == [
        "valley: Where do runs in a valley end?",
        "  line                      3   9",
        "  starts moved              .   =",
    ]
    assert "  learning rates halved     F   F" in lines
    assert lines[-1] == "all 2 sentences are put to the test"
    (page,) = json.loads((tiny / "probe.json").read_text())["pages"]
    assert [s["line"] for s in page["sentences"]] == [3, 9]
    assert page["sentences"][0]["outcomes"]["learning rates halved"] == "false"


def test_a_page_that_is_fresh_is_not_run_again(built: Path) -> None:
    code = (built / CODE).read_text()
    (built / CODE).write_text(code.replace("rates =", "rates = 1 / 0\nrates ="))
    assert call("probe", cwd=built).status == 2
    (built / CODE).write_text(code)
    assert call("probe", cwd=built).status == 0


def test_a_sentence_that_survives_everything_is_shown_and_where_asked_an_error(tiny: Path) -> None:
    edit(tiny / WORDS, "{{ table(", NEVER)
    assert call("build", cwd=tiny).status == 0
    page = (tiny / "docs/experiments/valley/index.md").read_text()
    assert "<strong>Not put to the test</strong>: 6 of 8 variations change what it compares, and none makes it false." in page
    done = call("probe", cwd=tiny)
    assert (done.status, f"{WORDS}:13: not put to the test: “Few diverge.”" in done.out) == (0, True)
    edit(tiny / "pyproject.toml", "[tool.gdreport]", '[tool.gdreport]\nuntested = "error"')
    assert f"changed: {WORDS}:13: this sentence is not put to the test" in call("check", cwd=tiny).out
    done = call("build", cwd=tiny)
    assert done.status == 1
    assert f"{WORDS}:13: this sentence is not put to the test, none of 8 variations makes it false" in done.err
    assert "measure what would make it false; or add a variation" in done.err
    assert call("probe", cwd=tiny).status == 1
    lost = "Descent(descent.objective, GradientDescent(learning_rate=[9.0] * 9), start=1.0, epochs=20, bound=9.0)"
    own = f'run=descent, variations={{"nine rates": {lost}}}'
    edit(tiny / CODE, "run=descent", own)
    assert call("build", cwd=tiny).status == 0
    assert call("check", "--rerun", cwd=tiny).out == FRESH


def test_a_variation_may_be_left_out_with_a_reason(tiny: Path) -> None:
    edit(tiny / CODE, "run=descent", 'run=descent, variations={"epochs doubled": "it takes a day"}')
    assert "  epochs doubled          left out: it takes a day" in call("probe", cwd=tiny).out
    edit(tiny / CODE, "epochs doubled", "epochs trebled")
    done = call("build", cwd=tiny)
    assert (done.status, "variations leaves out 'epochs trebled', which is not there" in done.err) == (2, True)
    edit(tiny / CODE, '{"epochs trebled": "it takes a day"}', '{"more": {"other": descent}}')
    assert "the variation 'more' replaces a run 'other' that is not there" in call("build", cwd=tiny).err


def test_a_variation_that_fails_is_an_outcome_and_a_condition_with_a_typo_a_mistake(tiny: Path) -> None:
    edit(tiny / CODE, "run=descent", 'run=descent, variations={"broken": lambda: 1 / 0}')
    done = call("probe", cwd=tiny)
    assert done.status == 0
    assert "  broken                    ?   ?\n" in done.out
    assert f"  broken: {CODE}:" in done.out
    assert "ZeroDivisionError: division by zero\n    remedy: see when what it is divided by is 0" in done.out
    edit(tiny / WORDS, "lost > 0", "lots > 0")
    done = call("probe", cwd=tiny)
    assert (done.status, f"{WORDS}:9: unknown number 'lots'" in done.err) == (2, True)


def test_runs_without_variations_are_said_to_have_none(tiny: Path) -> None:
    edit(tiny / CODE, "run=descent", "run=descent.run")
    assert call("build", cwd=tiny).status == 0
    assert "its runs have no variations" in call("probe", cwd=tiny).out
    assert "Not put to the test</strong>: its runs have no variations." in (tiny / "docs/experiments/valley/index.md").read_text()


def test_every_number_and_every_sentence_is_explained(tiny: Path) -> None:
    edit(tiny / WORDS, "{{ table(", "Since {{ 1847 | cited }}, {{ 20 | given }} epochs.\n\n{{ table(")
    lines = call("explain", "valley", cwd=tiny).out.splitlines()
    assert lines[1:3] == [
        f"{WORDS}:4: 1: measured: lost = 1",
        f"{WORDS}:4: 0.13: measured: largest = 0.121576655",
    ]
    assert lines[0].startswith(
        f"{WORDS}:3: “All but 1 end within 0.13 of the bottom.”: largest = 0.121577 is below 0.2, by a factor of 1.6; "
    )
    assert "; false under 6 of 8 variations: learning rates halved, " in lines[0]
    assert lines[-2:] == [
        f"{WORDS}:13: 1847: cited: a name, which no run stands behind",
        f"{WORDS}:13: 20: a parameter: epochs",
    ]


def test_a_probe_that_comes_out_otherwise_is_a_change(built: Path) -> None:
    edit(built / CODE, "bound=100.0", "bound=100.0 if len(rates) and rates[0] == 0.1 else 1e6")
    edit(built / CODE, "learning_rate=rates", "learning_rate=rates + [1.9] * 0")
    assert call("check", cwd=built).status == 0
    edit(built / CODE, "run=descent", 'run=descent, variations={"starts moved": "no reason"}')
    assert "probe variations: starts moved -> absent" in call("check", cwd=built).out
