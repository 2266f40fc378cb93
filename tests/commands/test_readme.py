"""The README's words are true: its first experiment builds, and its commands exist."""

import re
from pathlib import Path

from helpers import ROOT, call

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_experiments_of_the_readme_build(tmp_path: Path) -> None:
    valley, times = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (words,) = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
    (tmp_path / "experiments").mkdir()
    for name, code in {"valley": valley, "times": f"{times}\n\ndef measures(results):\n    return {{'runs': 3}}\n"}.items():
        (tmp_path / f"experiments/{name}.py").write_text(code)
    (tmp_path / "experiments/valley.md").write_text(words)
    (tmp_path / "experiments/times.md").write_text(
        "# Times\n\n{% finding runs > 2 %}\nAll runs.\n{% endfinding %}\n\n{{ figure('times', caption='Times') }}\n"
    )
    (tmp_path / "pyproject.toml").write_text("[tool.gdreport]\n")
    done = call("build", cwd=tmp_path)
    assert done.status == 0, done.err
    assert (tmp_path / "docs/experiments/valley/index.md").exists()


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
