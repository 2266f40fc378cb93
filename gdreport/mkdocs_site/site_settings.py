"""What a report needs of MkDocs, so that its mkdocs.yml has three lines; what its author sets there stays."""

from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader, yaml_load
from pathspec.gitignore import GitIgnoreSpec

from gdreport.errors import ReportError
from gdreport.project import Project

EXTENSIONS: dict[str, dict[str, Any]] = {
    "md_in_html": {},  # the words inside the generated blocks
    "pymdownx.superfences": {},  # code inside folded blocks
    "pymdownx.highlight": {},  # how code looks
    "pymdownx.arithmatex": {"generic": True},  # mathematics ...
    "gdreport.mathml": {},  # ... as MathML, without a script
}
THEME: dict[str, Any] = {
    "font": False,  # no fonts from another host
    "features": [
        "navigation.indexes",  # the summary is the page of its section
        "navigation.footer",  # previous and next: pages have an order
    ],
    "palette": [  # light or dark, as the reader's system says; figures follow
        {
            "media": f"(prefers-color-scheme: {name.lower()})",
            "scheme": scheme,
            "toggle": {"icon": f"material/weather-{icon}", "name": other},
        }
        for name, scheme, icon, other in (("Light", "default", "night", "Dark"), ("Dark", "slate", "sunny", "Light"))
    ],
}


def complete_settings(config: MkDocsConfig, project: Project) -> None:
    """Add what the pages need and the author has not set: extensions, style, script, exclusions, the theme's settings.

    Lists are completed, the author's entries last, where they win. Errors: ReportError where the pages are no part of the site.
    """
    base = find_base(config, project)
    for name, options in EXTENSIONS.items():
        if not {name, f"markdown.extensions.{name}"} & set(config.markdown_extensions):
            config.markdown_extensions.append(name)
        if options:
            config.mdx_configs[name] = options | config.mdx_configs.get(name, {})
    assets = f"{base}/{PurePosixPath(project.assets).name}"
    _put_first(config.extra_css, f"{assets}/report.css")
    _put_first(config.extra_javascript, f"{assets}/report.js")
    # The plugin offline would load it from another host.
    _put_first(config.extra.setdefault("polyfills", []), f"{assets}/vendor/iframe-worker.js")
    manifests, overrides = "**/manifest.json", f"/{assets}/overrides/"
    folders = {base, str(PurePosixPath(base).parent / "notebooks")}
    ours = GitIgnoreSpec.from_lines([*(f"/{folder}/{manifests}" for folder in sorted(folders)), overrides])
    config.exclude_docs = ours if config.exclude_docs is None else ours + config.exclude_docs
    if config.theme.name == "material":
        _complete_theme(config, project)


def find_base(config: MkDocsConfig, project: Project) -> str:
    """The folder of the pages as MkDocs names it. Errors: ReportError where it is no part of the site."""
    docs, output = Path(config.docs_dir).resolve(), (project.root / project.output).resolve()
    if docs not in output.parents:
        what = f"docs_dir is {config.docs_dir}, and the pages go to {project.output}: they would not be on the site"
        raise ReportError(what, file="mkdocs.yml", remedy="set `output` in pyproject.toml to a folder below docs_dir")
    return output.relative_to(docs).as_posix()


def _complete_theme(config: MkDocsConfig, project: Project) -> None:
    with open(config.config_file_path, "rb") as stream:  # the configuration itself no longer says who set what
        own = yaml_load(stream, get_yaml_loader(config=config)).get("theme")
    for name in THEME.keys() - (own if isinstance(own, dict) else {}).keys():
        config.theme[name] = THEME[name]
    overrides = str(project.root / project.assets / "overrides")
    if overrides not in map(str, config.theme.dirs):
        # After a folder of the author's, before the theme's own.
        config.theme.dirs.insert(0 if config.theme.custom_dir is None else 1, overrides)


def _put_first(entries: list[Any], entry: str) -> None:
    """What comes later wins: the author's style over ours."""
    if entry not in map(str, entries):
        entries.insert(0, entry)
