"""Claims: a verdict that no longer follows from the runs fails the build, and the page counts them."""

from pathlib import Path

import pytest
from helpers import ROOT, call, edit

WORDS = "experiments/valley.md"
CLAIM = '{% claim "Large rates diverge." expected="holds in part" when=lost > 0 and lost < 4 about="the runs that diverge" %}'


@pytest.fixture
def claiming(tiny: Path) -> Path:
    edit(tiny / WORDS, "{% observe lost > 0 about='the runs that diverge' %}", CLAIM)
    edit(tiny / WORDS, "{% endobserve %}", "{% endclaim %}")
    return tiny


def test_a_claim_stands_on_the_page_with_its_verdict_and_the_page_counts_them(claiming: Path) -> None:
    done = call("build", cwd=claiming)
    assert done.status == 0, done.err
    page = (claiming / "docs/experiments/valley/index.md").read_text(encoding="utf-8")
    assert '**Large rates diverge.** <span class="gd-verdict gd-holds-in-part">holds in part</span>' in page
    assert "**The claim holds in part.**" in page
    assert "<li>lost = 1 is above 0, by 1</li><li>lost = 1 is below 4, by a factor of 4</li>" in page


def test_a_verdict_that_does_not_follow_fails_the_build(claiming: Path) -> None:
    edit(claiming / WORDS, "lost > 0", "lost > 1")
    done = call("build", cwd=claiming)
    assert done.status == 1
    assert done.err.strip().startswith(
        f"{WORDS}:9: this verdict does not follow from the runs: "
        "“Large rates diverge.: holds in part. The largest learning rate diverges.”\n  condition: lost > 1 and lost < 4"
    )


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("holds in part", "perhaps", "expected is 'perhaps'"),
        (' expected="holds in part"', "", "the claim has no expected="),
        (" when=lost > 0 and lost < 4", "", "the claim has no when="),
        ("lost > 0 and lost < 4", "1 < 2", "uses no measured value"),
        ("Large rates", "All 4 rates", "the number 4 is typed in the words"),
    ],
    ids=["verdict", "no verdict", "no condition", "constant", "number"],
)
def test_a_claim_that_is_written_wrong_says_how_to_write_it(claiming: Path, old: str, new: str, error: str) -> None:
    edit(claiming / WORDS, old, new)
    done = call("build", cwd=claiming)
    assert done.status == 2
    assert f"{WORDS}:9: " in done.err
    assert error in done.err


def test_the_audit_reaches_the_eight_verdicts() -> None:
    page = (ROOT / "docs/experiments/audit/index.md").read_text(encoding="utf-8")
    assert "**Of 8 claims, 3 hold, 4 hold in part and 1 is refuted.**" in page
    assert 'title="smallest_epochs = 964006.0" tabindex="0">964,006<' in page
