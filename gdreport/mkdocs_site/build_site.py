"""`gdreport build --site`: `mkdocs build --strict` with a build of the pages that has begun already."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdreport.building.build import Build
from gdreport.errors import WRONG, ReportError, join_mistakes
from gdreport.mkdocs_site.problems import Listener
from gdreport.mkdocs_site.site_mistakes import explain_setting, explain_yaml
from gdreport.project import Project
from gdreport.terminal.voice import Voice

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from gdreport.mkdocs_site.plugin import ReportPlugin

EXTRA = "install it: pip install 'gdreport[site]'"
THREE_LINES = "    site_name: My report\n    theme: material\n    plugins: [search, offline, gdreport]"


def build_site(project: Project, begun: Build, voice: Voice) -> int:
    """Build the site. The exit status. Errors: ReportError where MkDocs, its settings or the plugin are missing."""
    file = project.root / "mkdocs.yml"
    require_mkdocs(file)
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import Abort, PluginError

    config, plugin = read_site_settings(file, strict=True)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("mkdocs")
    log.addHandler(handler)
    log.setLevel(logging.WARNING if voice.is_quiet else logging.INFO)
    handler.addFilter(lambda record: record.levelno < logging.ERROR or not plugin.built.status)  # what is wrong is told at the end
    try:
        plugin.begun, plugin.progress = begun, voice.make_progress()
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
    except (Abort, PluginError) as error:
        if not plugin.built.status:
            log.error("%s", error)
            return WRONG
    finally:
        config.plugins.on_shutdown()
        voice.clear()
    voice.tell_all(plugin.built.found)
    return plugin.built.status


def require_mkdocs(file: Path) -> None:
    """Errors: ReportError naming what is not installed."""
    try:
        import gdreport.mkdocs_site.plugin  # noqa: F401 - and with it MkDocs
    except ModuleNotFoundError as error:
        raise ReportError(f"the site needs {error.name}", file=file, remedy=EXTRA) from None


def read_site_settings(file: Path, **settings: Any) -> "tuple[MkDocsConfig, ReportPlugin]":
    """mkdocs.yml, with some settings otherwise, and our plugin of it. Errors: ReportError where either is missing or wrong."""
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    from gdreport.mkdocs_site.plugin import ReportPlugin

    if not file.is_file():
        raise ReportError("there is no mkdocs.yml", file=file, remedy=f"write one, or build without --site:\n{THREE_LINES}")
    listener, log = Listener(), logging.getLogger("mkdocs")
    log.addHandler(listener)
    try:
        config = load_config(str(file), **settings)
    except Abort:
        raise join_mistakes([m for said in listener.list_all() if (m := explain_setting(said, file)) is not None]) from None
    except ConfigurationError as error:
        raise explain_yaml(error, file) from None
    finally:
        log.removeHandler(listener)
    plugin = config.plugins.get("gdreport")
    if not isinstance(plugin, ReportPlugin):
        raise ReportError("the plugin gdreport is not among its plugins", file=file, remedy="add `- gdreport` under plugins")
    return config, plugin
