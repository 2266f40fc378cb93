"""The MkDocs plugin: builds the pages before the site, in the same process, and watches the experiments for `serve`."""

import gc
import logging
import os
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, file_sort_key, set_exclusions
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from gdreport.building.build import Built, begin_build
from gdreport.building.copies import list_copies
from gdreport.building.progress import Progress
from gdreport.errors import ReportError
from gdreport.escaping import escape_line
from gdreport.mkdocs_site.error_page import make_movable
from gdreport.mkdocs_site.navigation import make_navigation
from gdreport.mkdocs_site.site_settings import complete_settings, find_base
from gdreport.page.formulas import FormulaError
from gdreport.project import Project, find_project

log = logging.getLogger("mkdocs.plugins.gdreport")
FIRST, LAST = 100, -100  # before and after every other plugin


class Jobs(Type[int]):
    """MkDocs's way to say which values an option has is a subclass."""

    def run_validation(self, value: object) -> int:
        """How many experiments at a time: one at least."""
        jobs = super().run_validation(value)
        if isinstance(jobs, bool) or jobs < 1:
            raise ValidationError(f"It is {jobs}: write a whole number from 1 on")
        return jobs


class Settings(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    jobs = Optional(Jobs(int))


class Begun(Protocol):
    """A build of the pages that is under way: a `Build`, or what stands for one where the pages are kept fresh otherwise."""

    @property
    def project(self) -> Project:
        """The report."""

    def finish(self, progress: Progress, /) -> Built:
        """What could not be written, once all else is."""


class ReportPlugin(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """A thin skin: what it does is `gdreport build`, begun while MkDocs still prepares itself.

    The site is built beside the one that is there and takes its place when it is whole.
    """

    begun: Begun | None = None
    built = Built()
    progress: Progress | None = None  # where it is not MkDocs's log
    page: Page | None = None
    project: Project | None = None
    site: Path | None = None  # where the site goes
    new: Path | None = None  # where it is built
    serving = False

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """`serve` has a folder of its own for the site, and shows each page as soon as it is there."""
        self.serving = command == "serve"

    @event_priority(FIRST)
    def on_config(self, config: MkDocsConfig) -> None:
        """Prepare to make what is stale, in other processes, unless `gdreport build --site` has begun; complete the settings."""
        gc.freeze()  # what is imported by now stays: no need to look through it at every collection
        with self._as_plugin_error():
            root = Path(config.config_file_path or ".").resolve().parent
            self.project = find_project(root) if self.begun is None else self.begun.project
            if self.begun is None:
                self.open.close()
                self.begun = self.open.enter_context(begin_build(self.project, jobs=self.config.jobs))
            complete_settings(config, self.project)
        if not self.serving:
            with self._as_plugin_error():
                self.site = _check_site(self.project, Path(config.site_dir))
                self.site.parent.mkdir(parents=True, exist_ok=True)
                self.new = Path(tempfile.mkdtemp(prefix=f".{self.site.name}.", dir=self.site.parent))
            config.site_dir = str(self.new)
            self.warnings = CountHandler()
            self.warnings.setLevel(logging.WARNING)
            logging.getLogger("mkdocs").addHandler(self.warnings)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Wait for the pages, and show MkDocs the files as they are now."""
        assert self.begun is not None
        assert self.project is not None
        begun, self.begun = self.begun, None
        with self._as_plugin_error():
            self.built = begun.finish(self.progress or Progress(_log, _log))
        if self.built.status and not self.project.is_lenient:
            raise PluginError(escape_line("\n\n".join(map(str, (*self.built.false, *self.built.mistakes)))))
        docs = Path(config.docs_dir).resolve()
        for file in [f for f in files if f.abs_src_path is not None and not Path(f.abs_src_path).exists()]:
            files.remove(file)  # the build has just removed it
        for path in sorted(p for p in docs.rglob("*") if p.is_file()):
            name = path.relative_to(docs).as_posix()
            if files.get_file_from_path(name) is None and not any(part.startswith(".") for part in Path(name).parts):
                files.append(File(name, config.docs_dir, config.site_dir, config.use_directory_urls))
        for svg, pdf in list_copies(self.project):
            if svg.is_relative_to(docs):
                place = svg.relative_to(docs).with_suffix(".pdf").as_posix()
                files.append(File.generated(config, place, abs_src_path=str(pdf)))
        set_exclusions(files, config)
        known = sorted(files.documentation_pages(), key=file_sort_key)
        pages = [f.src_uri for f in known if f.inclusion.is_in_nav()]  # type: ignore[no-untyped-call]
        with self._as_plugin_error():
            config.nav = make_navigation(self.project, find_base(config, self.project), pages, config.nav)
        return files

    def on_page_content(self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """A figure has a link to its PDF where there is one."""

        def add(link: re.Match[str]) -> str:
            pdf = f"{link[1]}.pdf"
            known = files.get_file_from_path(posixpath.join(posixpath.dirname(page.file.src_uri), pdf)) is not None
            return f'{link[0]} <a href="{pdf}" download>PDF</a>' if known else link[0]

        return re.sub(r'<a href="([^"/]+)\.svg" download>SVG</a>', add, html)

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's compiled templates: a third of a small site's build is spent on compiling them."""
        assert self.project is not None
        cache = self.project.root / ".cache/gdreport/templates"
        cache.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(cache))
        return env

    def on_page_markdown(self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Remember which page is read, for a mistake found in it."""
        self.page = page

    def on_post_template(self, output_content: str, /, *, template_name: str, config: MkDocsConfig) -> str:
        """The page for a wrong address works where the site does: without a `site_url` MkDocs takes that for the host's root."""
        return make_movable(output_content) if template_name == "404.html" and not config.site_url else output_content

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The new site is whole: it takes the place of the old one, unless it has warnings that are errors."""
        if self.site is None or self.new is None:
            return
        config.site_dir = str(self.site)
        if not (config.strict and self.warnings.get_counts()):
            self.new.chmod(0o755)  # mkdtemp makes folders that only their owner can read
            old = Path(tempfile.mkdtemp(prefix=f".{self.site.name}.", dir=self.site.parent))
            if self.site.exists():
                os.replace(self.site, old)
            os.replace(self.new, self.site)
            shutil.rmtree(old, ignore_errors=True)
        self._tidy_up()

    @contextmanager
    def _as_plugin_error(self) -> Iterator[None]:
        """End MkDocs with its own kind of error, and remember what it was for the exit status of `gdreport build --site`."""
        try:
            yield
        except ReportError as error:
            self.built = Built(mistakes=error.list_all())
            raise PluginError(escape_line("\n\n".join(map(str, error.list_all())))) from None

    def _tidy_up(self) -> None:
        self.open.close()
        self.begun = None
        if self.new is not None:
            shutil.rmtree(self.new, ignore_errors=True)
            self.new = None
            logging.getLogger("mkdocs").removeHandler(self.warnings)

    def on_build_error(self, *, error: Exception) -> None:
        """The old site stays; a formula that cannot be read ends the build with its file and line, not with a traceback."""
        self._tidy_up()
        if isinstance(error, FormulaError) and self.page is not None and self.page.file.abs_src_path is not None:
            assert self.project is not None
            file = Path(self.page.file.abs_src_path)
            text = file.read_text(encoding="utf-8")
            found = re.search(r"\$\s*" + re.escape(error.formula), text)  # none where another file brought it in
            line = text.count("\n", 0, found.start()) + 1 if found else None
            mistake = error.at(file.relative_to(self.project.root), line)
            self.built = Built(mistakes=(mistake,))
            raise PluginError(escape_line(f"{mistake}"))

    def on_shutdown(self) -> None:
        """Leave no process behind."""
        self._tidy_up()

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the experiments too. The build writes only what differs, so that it does not wake itself."""
        assert self.project is not None
        server.watch(str(self.project.root / self.project.experiments))
        return server


def _log(line: str) -> None:
    log.info("%s", escape_line(line))


def _check_site(project: Project, site: Path) -> Path:
    """Where the site goes, links followed. Errors: ReportError where it would take the place of something else."""
    place = site.resolve()
    for name in (project.experiments, project.output):
        kept = (project.root / name).resolve()
        if place == kept or place in kept.parents or kept in place.parents:
            what = f"site_dir is {place}, where {name} would be lost"
            raise ReportError(what, file="mkdocs.yml", remedy="give the site a folder of its own")
    if place.exists() and not place.is_dir():
        raise ReportError(f"site_dir is {place}, a file", file="mkdocs.yml", remedy="move it, or give the site another folder")
    return place
