"""The README's commands, sessions and links exist; its blocks are executed in tests/documentation."""

import re

from helpers import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_test_command_is_the_one_that_ci_runs() -> None:
    command = next(line for line in README.splitlines() if line.endswith("nox -s tests") and line.startswith("python3"))
    assert command in (ROOT / ".ci/run").read_text()


def test_every_session_that_is_named_exists() -> None:
    sessions = set(re.findall(r"@nox\.session.*\n(?:@.*\n)*def (\w+)", (ROOT / "noxfile.py").read_text()))
    texts = README + (ROOT / "CONTRIBUTING.md").read_text()
    assert set(re.findall(r"nox -s (\w+)", texts)) <= sessions


def test_every_file_that_is_linked_exists() -> None:
    for text in (README, (ROOT / "CONTRIBUTING.md").read_text()):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / target).exists(), target
