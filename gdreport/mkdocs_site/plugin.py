"""The MkDocs plugin: builds the pages before the site, in the same process, and watches the experiments for `serve`."""

import gc
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.pages import Page

from gdreport.errors import WRONG, ReportError, status
from gdreport.mkdocs_site.mathml import FormulaError
from gdreport.pipeline import Begun, begin, finish
from gdreport.project import Report, find_report

log = logging.getLogger("mkdocs.plugins.gdreport")


class Settings(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    jobs = Optional(Type(int))


class ReportPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """A thin skin: what it does is `gdreport build`, begun while MkDocs still prepares itself."""

    begun: Begun | None = None
    errors: Sequence[ReportError] = ()
    page: Page | None = None
    root = Path()

    def on_config(self, config: MkDocsConfig) -> None:
        """Begin to make what is stale, in other processes, unless `gdreport build --site` has begun."""
        gc.freeze()  # what is imported by now stays: no need to look through it at every collection
        if self.begun is not None:
            return
        with _mistakes():
            self.begun = begin(_report(config), jobs=self.config.jobs, apart=True)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Wait for the pages, and show MkDocs those that were not there when it looked."""
        assert self.begun is not None
        begun, self.begun = self.begun, None
        with _mistakes():
            errors = finish(begun, say=log.info)
        if errors:
            self.errors = errors
            raise PluginError("\n\n".join(map(str, errors)))
        docs, output = Path(config.docs_dir), begun.report.root / begun.report.output
        for path in sorted(output.rglob("*")):
            name = path.relative_to(docs).as_posix()
            if path.is_file() and files.get_file_from_path(name) is None:
                files.append(File(name, config.docs_dir, config.site_dir, config.use_directory_urls))
        set_exclusions(files, config)
        return files

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's compiled templates: a third of a small site's build is spent on compiling them."""
        cache = _report(config).root / ".cache/gdreport/templates"
        cache.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(cache))
        return env

    def on_page_markdown(self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Remember which page is read, for a mistake found in it."""
        self.page, self.root = page, _report(config).root

    def on_build_error(self, *, error: Exception) -> None:
        """A formula that cannot be read ends the build with its file and line, not with a traceback."""
        if isinstance(error, FormulaError) and self.page is not None and self.page.file.abs_src_path is not None:
            file = Path(self.page.file.abs_src_path)
            text = file.read_text(encoding="utf-8")
            found = re.search(r"\$\s*" + re.escape(error.formula), text)  # none where another file brought it in
            line = text.count("\n", 0, found.start()) + 1 if found else None
            self.errors = [error]
            raise PluginError(str(error.at(file.relative_to(self.root), line)))

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the experiments too. The build writes only what differs, so that it does not wake itself."""
        report = _report(config)
        server.watch(str(report.root / report.experiments))
        return server


def _report(config: MkDocsConfig) -> Report:
    return find_report(Path(config.config_file_path or ".").resolve().parent)


@contextmanager
def _mistakes() -> Iterator[None]:
    try:
        yield
    except ReportError as error:
        raise PluginError(str(error)) from None


def build_site(report: Report, begun: Begun) -> int:
    """`mkdocs build --strict` with a build of the pages that has begun already. The exit status."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("mkdocs").addHandler(handler)
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    file = report.root / "mkdocs.yml"
    if not file.is_file():
        raise ReportError("there is no mkdocs.yml", file=file, remedy="write one with the plugin gdreport, or build without --site")
    try:
        config = load_config(str(file), strict=True)
    except (Abort, ConfigurationError) as error:
        raise ReportError(str(error), file=file) from None
    plugin = config.plugins.get("gdreport")
    if not isinstance(plugin, ReportPlugin):
        raise ReportError("the plugin gdreport is not among its plugins", file=file, remedy="add `- gdreport` under plugins")
    try:
        plugin.begun = begun
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
    except (Abort, PluginError) as error:
        log.error("%s", error)
        return status(plugin.errors) or WRONG
    finally:
        config.plugins.on_shutdown()
    return 0
