"""Generated pages are CommonMark with HTML: any engine that knows `$$` shows them."""

import re

import commonmark
import pytest
from helpers import ROOT

PAGES = [*sorted((ROOT / "docs").glob("*/*/index.md")), ROOT / "docs/index.md", ROOT / "docs/experiments/index.md"]


@pytest.mark.parametrize("page", PAGES, ids=[p.parent.name for p in PAGES])
def test_a_page_is_commonmark(page: object) -> None:
    text = (ROOT / str(page)).read_text(encoding="utf-8")
    words = re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)  # the sources are not read
    assert not re.search(r"^[?!]{3}[+ ]|--8<--|!relative|\{:|:material-", words, re.MULTILINE)
    html = commonmark.commonmark(text)
    # Whatever stands in a source stays in its block: nothing of the page comes after it as code, or before it as markup.
    assert "<data " in html or "notebooks" in str(page)
    assert html.count("<details") == html.count("</details>") == text.count("<details")
    if "<!-- provenance" in text:
        last = html.rpartition("</details>")[2]
        assert re.fullmatch(r"\s*(<p>They read .*</p>\s*)?<p>Libraries: .*</p>\s*", last, re.DOTALL)
