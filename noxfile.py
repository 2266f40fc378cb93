# /// script
# dependencies = ["nox[uv]>=2025.2.9"]
# ///
"""What an author or developer of this report runs. `nox -l` lists it; `nox -s NAME` runs it."""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
# Whatever Python is there is used; uv only installs, which it does fast.
os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["build"]
GROUPS = nox.project.dependency_groups
OLDER = ["numpy==2.1.3", "numpy==1.26.4 pandas==2.2.3 matplotlib==3.10.6", "matplotlib==3.10.6", "matplotlib==3.9.4"]
PYPROJECT = nox.project.load_toml("pyproject.toml")


def prepare(session: nox.Session, *groups: str) -> None:
    """Install the report and what a session needs, in the locked versions."""
    session.install("--quiet", "-c", "constraints.txt", "-e", ".", *GROUPS(PYPROJECT, *groups))
    # Compiled modules are kept, or every process would compile SymPy anew.
    session.env.update({"PYTHONDONTWRITEBYTECODE": "", "NO_MKDOCS_2_WARNING": "1"})


@nox.session
def build(session: nox.Session) -> None:
    """Run the experiments that changed, write their pages, and build the site into site/."""
    prepare(session)
    session.run("gdreport", "build", "--site", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site at a local address and build again whenever a file changes."""
    prepare(session)
    session.run("mkdocs", "serve", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Say whether the committed pages are what the experiments make today (`-- --rerun` runs them all)."""
    prepare(session)
    session.run("gdreport", "check", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests (`-- -k NAME` for some of them)."""
    prepare(session, "tests")
    session.run("pytest", *session.posargs)


@nox.session
@nox.parametrize("older", OLDER)
def versions(session: nox.Session, older: str) -> None:
    """Check the committed report with older NumPy and Matplotlib, and without the processor's features: it stays fresh."""
    session.install("--quiet", "-e", ".")
    session.install("--quiet", *older.split())
    session.env.update({"PYTHONDONTWRITEBYTECODE": ""})
    session.run("gdreport", "check")
    if older.startswith("numpy==2"):
        features = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512F AVX512CD"}
        session.run("gdreport", "check", "--rerun", env=features)


@nox.session
def zensical(session: nox.Session) -> None:
    """Build the same pages with Zensical, a second engine, strictly: its links resolve, and the pages are not hostage to one."""
    session.install("--quiet", "-e", ".", "zensical==0.0.73")
    here, folder = Path.cwd(), Path(session.create_tmp()).resolve() / "report"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("docs", "overrides", "gdreport/experiments"):
        shutil.copytree(here / name, folder / name)
    # It knows neither MkDocs's tag for paths nor plugins of others: the committed pages are all it needs.
    settings = (here / "mkdocs.yml").read_text(encoding="utf-8")
    for tag, path in (("!relative $docs_dir", "docs"), ("!relative $config_dir", ".")):
        settings = settings.replace(tag, path)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    session.chdir(folder)
    session.run("zensical", "build", "--strict", "-f", "mkdocs.yml")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure builds as whole processes, as ratios to two yardsticks run beside them."""
    prepare(session)
    session.run("python", "tests/bench.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting with ruff (`-- --fix` mends what it can), and the workflow with zizmor."""
    prepare(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *(() if "--fix" in session.posargs else ("--check",)))
    # Offline, or a token in the environment would change what it looks at.
    session.run("zizmor", "--offline", "--quiet", ".github")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with mypy, strictly."""
    prepare(session, "tests", "types")
    session.run("mypy", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write constraints.txt anew: the versions that all sessions install."""
    session.install("--quiet", "uv")
    uv = shutil.which("uv", path=session.bin) or "uv"
    groups = [word for group in ("tests", "lint", "types") for word in ("--group", group)]
    session.run(
        *(uv, "pip", "compile", "pyproject.toml", *groups, "--universal", "--python-version", "3.11", "--quiet"),
        *("--no-emit-index-url", "--no-header", "--no-annotate", "--output-file", "constraints.txt", *session.posargs),
        external=True,
    )


if __name__ == "__main__":
    nox.main()
