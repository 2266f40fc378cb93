"""The site made anew from the pages as they stand, while their author writes."""

import gc
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from gdreport.building.build import Built
from gdreport.building.copies import FOLDER
from gdreport.building.progress import Progress
from gdreport.inputs.libraries import is_installed
from gdreport.mkdocs_site.build_site import read_site_settings
from gdreport.mkdocs_site.problems import Listener, Problem, describe_failure, describe_warnings
from gdreport.mkdocs_site.watch import Answers, Watch, walk
from gdreport.project import Project, find_project


@dataclass(frozen=True)
class Standing:
    """In place of a build: the pages are shown as they stand."""

    project: Project

    def finish(self, progress: Progress, /) -> Built:
        """Nothing is made."""
        return Built()


@dataclass(frozen=True)
class SiteMade:
    """What became of the making of a site."""

    is_whole: bool
    problems: tuple[Problem, ...]


class SiteMaker:
    """Has MkDocs make the site, and knows what decides it: the pages, the settings, the theme's overrides."""

    def __init__(self, root: Path, address: str, watch: Watch) -> None:
        self.root, self.address, self.watch = root, address, watch
        self.file = root / "mkdocs.yml"
        self.files, self.folders = {self.file}, {root / "docs"}
        self.started: set[str] = set()  # plugins that know that they serve

    def ask(self) -> Answers:
        """What stands at all places that decide the site."""
        return self.watch.ask(self.files.union(*map(walk, self.folders)))

    def make(self, folder: Path) -> SiteMade:
        """Make the site in a folder. Whatever is wrong is said, and ends nothing."""
        listener, log = Listener(), logging.getLogger("mkdocs")
        log.addHandler(listener)
        docs = self.root / "docs"
        gc.disable()  # collections would take a fifth of the time
        try:
            docs = self._make(folder)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a theme, a plugin or a page does to MkDocs
            return SiteMade(False, tuple(describe_failure(error, listener.errors, self.root)))
        finally:
            gc.enable()
            log.removeHandler(listener)
        return SiteMade(True, tuple(describe_warnings(listener.warnings + listener.errors, docs, self.root)))

    def tidy_up(self) -> None:
        """Give back the memory of the last making, once its site is shown: the plugin freezes what is there when one begins."""
        gc.unfreeze()
        gc.collect()

    def _make(self, folder: Path) -> Path:
        from mkdocs.commands.build import build

        # A warning ends a strict build: here the page is shown, and the warning above it.
        config, plugin = read_site_settings(self.file, strict=False, site_dir=str(folder), site_url=self.address)
        docs = Path(config.docs_dir)
        own = {Path(d) for d in (*config.theme.dirs, *config.watch) if not is_installed(f"{d}/", str(self.root))}
        self.folders = {p for p in (docs, self.root / FOLDER, *own) if p.is_dir()}
        self.files = {self.file, *self._list_parents(), *(p for p in own if not p.is_dir())}
        self.files |= {self.root / hook for hook in config.hooks}
        if (names := set(config.plugins)) - self.started:
            config.plugins.on_startup(command="serve", dirty=False)
            self.started |= names
        plugin.begun = Standing(find_project(self.root))
        build(config)
        return docs

    def _list_parents(self) -> set[Path]:
        """The settings from which mkdocs.yml inherits."""
        found: set[Path] = set()
        file = self.file
        while (match := re.search(r"^INHERIT:\s*['\"]?([^'\"\n#]+)", file.read_text(encoding="utf-8"), re.MULTILINE)) is not None:
            file = file.parent / match[1].strip()
            if file in found or not file.is_file():
                break
            found.add(file)
        return found
