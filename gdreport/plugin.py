"""The MkDocs plugin: builds the pages before the site, in the same process, and watches the experiments for `serve`."""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin

from gdreport.errors import ReportError
from gdreport.report import Report, find_report
from gdreport.site import build

log = logging.getLogger("mkdocs.plugins.gdreport")


class Settings(Config):
    """The plugin's options in mkdocs.yml."""

    jobs = Type(int, default=1)


class ReportPlugin(BasePlugin[Settings]):
    """A thin skin: everything it does is `gdreport build`."""

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Bring the generated pages up to date before MkDocs reads them; a mistake stops the site's build."""
        try:
            errors = build(self._report(config), jobs=self.config.jobs, say=log.info)
        except ReportError as error:
            errors = [error]
        if errors:
            raise PluginError("\n\n".join(map(str, errors)))

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the experiments too. The build writes only what differs, so that it does not wake itself."""
        report = self._report(config)
        server.watch(str(report.root / report.experiments))
        return server

    def _report(self, config: MkDocsConfig) -> Report:
        return find_report(Path(config.config_file_path or ".").resolve().parent)
