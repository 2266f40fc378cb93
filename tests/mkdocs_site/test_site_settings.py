"""What the plugin adds to a mkdocs.yml of three lines, and that an author's own settings stay."""

from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from gdreport.errors import ReportError
from gdreport.mkdocs_site.build_site import read_site_settings
from gdreport.mkdocs_site.navigation import make_navigation
from gdreport.mkdocs_site.site_settings import EXTENSIONS, THEME, complete_settings
from gdreport.project import find_project

THREE_LINES = "site_name: Mine\ntheme: material\nplugins: [search, offline, gdreport]\n"
STYLE, SCRIPT = "experiments/assets/report.css", "experiments/assets/report.js"
WORDS = """<div markdown>

**bold** $x^2$

$$
y
$$

```python
1
```

</div>

<details markdown>

    ```
    2
    ```

</details>
"""


def complete(report: Path, settings: str) -> MkDocsConfig:
    (report / "mkdocs.yml").write_text(settings)
    (report / "docs").mkdir(exist_ok=True)
    config = load_config(str(report / "mkdocs.yml"))
    complete_settings(config, find_project(report))
    return config


def render(config: MkDocsConfig) -> str:
    return str(Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs).convert(WORDS))


def is_excluded(config: MkDocsConfig, place: str) -> bool:
    assert config.exclude_docs is not None
    return config.exclude_docs.match_file(place)


def test_three_lines_are_enough(tiny: Path) -> None:
    config = complete(tiny, THREE_LINES)
    assert set(EXTENSIONS) <= set(config.markdown_extensions)
    assert (config.extra_css, config.extra_javascript) == ([STYLE], [SCRIPT])
    assert config.extra["polyfills"] == ["experiments/assets/vendor/iframe-worker.js"]
    assert {name: config.theme[name] for name in THEME} == THEME
    assert config.theme.dirs[0] == str(tiny / "docs/experiments/assets/overrides")
    excluded = ("experiments/valley/manifest.json", "notebooks/a/manifest.json", "experiments/assets/overrides/main.html")
    assert all(is_excluded(config, place) for place in excluded)
    assert not any(is_excluded(config, place) for place in ("manifest.json", "data/manifest.json", STYLE))
    html = render(config)
    assert "<strong>bold</strong>" in html
    assert html.count("<math") == 2
    assert html.count('<div class="highlight">') == 2


@pytest.mark.parametrize(
    "own",
    [
        "[extra]",
        "[markdown.extensions.md_in_html, pymdownx.arithmatex]",
        "[pymdownx.extra, pymdownx.superfences: {preserve_tabs: true}]",
        "[gdreport.mathml, pymdownx.arithmatex: {smart_dollar: false}]",
        "{toc: {permalink: true}, tables: {}}",
    ],
)
def test_whatever_extensions_an_author_has_no_page_is_broken(tiny: Path, own: str) -> None:
    assert render(complete(tiny, f"{THREE_LINES}markdown_extensions: {own}\n")) == render(complete(tiny, THREE_LINES))


def test_an_authors_own_settings_win(tiny: Path) -> None:
    own = """site_name: Mine
theme: {name: material, font: {text: Roboto, code: Roboto Mono}, features: [], palette: {scheme: slate}, custom_dir: mine}
plugins: [gdreport]
markdown_extensions: [pymdownx.arithmatex: {generic: false}]
extra_css: [mine.css, experiments/assets/report.css]
extra_javascript: [mine.js]
extra: {polyfills: [mine.js]}
exclude_docs: "!experiments/valley/manifest.json"
"""
    (tiny / "mine").mkdir()
    config = complete(tiny, own)
    theme = {name: config.theme[name] for name in THEME}
    assert theme == {"font": {"text": "Roboto", "code": "Roboto Mono"}, "features": [], "palette": {"scheme": "slate"}}
    assert config.mdx_configs["pymdownx.arithmatex"] == {"generic": False}
    assert config.extra_css == ["mine.css", STYLE]
    assert list(map(str, config.extra_javascript)) == [SCRIPT, "mine.js"]
    assert config.extra["polyfills"][-1] == "mine.js"
    assert config.theme.dirs[:2] == [str(tiny / "mine"), str(tiny / "docs/experiments/assets/overrides")]
    assert not is_excluded(config, "experiments/valley/manifest.json")
    assert is_excluded(config, "experiments/other/manifest.json")


def test_pages_that_would_not_be_on_the_site_are_a_mistake(tiny: Path) -> None:
    (tiny / "elsewhere").mkdir()
    with pytest.raises(ReportError, match="they would not be on the site"):
        complete(tiny, f"{THREE_LINES}docs_dir: elsewhere\n")


PAGES = [
    *("index.md", "about.md", "experiments/index.md", "experiments/valley/index.md", "experiments/aside.md"),
    *("notebooks/first-book/index.md", "more/deep/page.md"),
]
EXPERIMENTS = ["experiments/index.md", "experiments/valley/index.md", "experiments/aside.md"]


def test_the_navigation_has_the_pages_in_their_order(tiny: Path) -> None:
    for name in ("a_hill", "b_slope"):
        for suffix in (".py", ".md"):
            (tiny / f"experiments/{name}{suffix}").write_bytes((tiny / f"experiments/valley{suffix}").read_bytes())
    settings = '[tool.gdreport]\norder = ["valley", "b_slope"]\nnotebooks = ["first_book.ipynb"]\n'
    (tiny / "pyproject.toml").write_text(settings)
    project, pages = find_project(tiny), [*PAGES, "experiments/a-hill/index.md", "experiments/b-slope/index.md"]
    slugs = ["valley", "b-slope", "a-hill"]
    assert make_navigation(project, "experiments", pages, None) == [
        "index.md",
        {"Experiments": ["experiments/index.md", *(f"experiments/{slug}/index.md" for slug in slugs), "experiments/aside.md"]},
        {"Notebooks": ["notebooks/first-book/index.md"]},
        "about.md",
        {"More": [{"Deep": ["more/deep/page.md"]}]},
    ]


def test_a_navigation_of_ones_own_stays_and_a_folder_stands_for_its_pages(tiny: Path) -> None:
    project = find_project(tiny)
    own = ["about.md", {"Home": "index.md"}, {"Part": ["more/deep/page.md", "experiments/"]}, {"Seen": "experiments/"}]
    assert make_navigation(project, "experiments", PAGES, own) == [
        *own[:2],
        {"Part": ["more/deep/page.md", {"Experiments": EXPERIMENTS}]},
        {"Seen": EXPERIMENTS},
    ]
    explicit = [{"Home": "index.md"}, {"Elsewhere": "https://example.org/experiments/"}, "nowhere/"]
    assert make_navigation(project, "experiments", PAGES, explicit) == explicit


MISTAKES = {
    "an option of another kind": (
        ("gdreport]", "{gdreport: {jobs: many}}]"),
        ":3: 'jobs' of the plugin gdreport is a text",
        "write a whole number",
    ),
    "no jobs at all": (
        ("gdreport]", "{gdreport: {jobs: -1}}]"),
        ":3: 'jobs' of the plugin gdreport is -1",
        "write a whole number from 1 on",
    ),
    "a plugin": (
        ("search", "serach"),
        ":3: there is no plugin 'serach'",
        "did you mean 'search'? correct it, or install what it comes with",
    ),
    "a theme": (
        ("material", "materiel"),
        ":2: there is no theme 'materiel'",
        "did you mean 'material'? There are: mkdocs, readthedocs, material; or install it",
    ),
    "a setting": (
        ("theme:", "site_nam: x\ntheme:"),
        ":2: unknown setting 'site_nam'",
        "did you mean 'site_name'? correct it, or take it out",
    ),
    "no name": (("site_name: Mine\n", ""), ": the setting 'site_name' is missing", "write site_name: ..."),
    "a folder": (
        ("theme:", "docs_dir: nowhere\ntheme:"),
        ":2: the setting 'docs_dir': The path 'REPORT/nowhere' isn't an existing directory",
        "see https://www.mkdocs.org/user-guide/configuration/",
    ),
    "no YAML": (
        ("theme: ", "theme: a: "),
        ":2: it cannot be read: mapping values are not allowed here (column 9)",
        "see whether what was opened is closed; and spaces",
    ),
    "another encoding": (
        ("Mine", "\udce9"),
        ': it cannot be read: unacceptable character #x00e9: invalid continuation byte in "REPORT/mkdocs.yml", position 11',
        "correct it: YAML, saved as UTF-8",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_settings_of_the_site_is_told_with_its_line_and_what_mends_it(name: str, tmp_path: Path) -> None:
    (old, new), what, remedy = MISTAKES[name]
    assert old in THREE_LINES
    (tmp_path / "docs").mkdir()
    file = tmp_path / "mkdocs.yml"
    file.write_bytes(THREE_LINES.replace(old, new).encode(errors="surrogateescape"))
    with pytest.raises(ReportError) as raised:
        read_site_settings(file, strict=True)
    said = str(raised.value).replace(str(tmp_path), "REPORT")
    assert said == f"REPORT/mkdocs.yml{what}\n  remedy: {remedy}"
