# /// script
# dependencies = ["nox[uv]>=2025.2.9"]
# ///
"""What an author or developer of this report runs. `nox -l` lists it; `nox -s NAME` runs it."""

import os
import re
import shutil
import tarfile
import zipfile
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
    session.install("--quiet", "-c", "constraints.txt", "-e", ".[site,notebook]", *GROUPS(PYPROJECT, "site", *groups))
    # Compiled modules are kept, or every process would compile SymPy anew.
    session.env.update({"PYTHONDONTWRITEBYTECODE": "", "NO_MKDOCS_2_WARNING": "1"})


@nox.session
def build(session: nox.Session) -> None:
    """Run the experiments that changed, write their pages, and build the site into site/."""
    prepare(session)
    session.run("gdreport", "build", "--site", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site at a local address while you write: what an edit changes is made again, a mistake stands above the page."""
    prepare(session)
    session.run("gdreport", "serve", *session.posargs)


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
    session.install("--quiet", "-e", ".[site,notebook]")
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
    # The committed pages and their settings are all that it needs: it runs no plugin of ours.
    shutil.copytree(here / "docs", folder / "docs")
    shutil.copy(here / "mkdocs.yml", folder)
    session.chdir(folder)
    session.run("zensical", "build", "--strict", "-f", "mkdocs.yml")


def make_distributions(session: nox.Session, place: Path) -> tuple[Path, Path]:
    """The wheel and the source distribution, in an empty folder."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    session.install("--quiet", *PYPROJECT["build-system"]["requires"])
    session.run("hatchling", "build", "-d", str(place), silent=True)
    (built,), (source,) = place.glob("*.whl"), place.glob("*.tar.gz")
    return built, source


def find_uv(session: nox.Session) -> str:
    """The uv of the session."""
    session.install("--quiet", "uv")
    return shutil.which("uv", path=session.bin) or "uv"


@nox.session(reuse_venv=False)  # what an earlier run installed would be there
def wheel(session: nox.Session) -> None:
    """Begin, build and check a report with the built wheel alone, and the examples, each in an environment of its own."""
    locked, here, place = str(Path("constraints.txt").resolve()), Path.cwd(), Path(session.create_tmp()).resolve()
    built, _ = make_distributions(session, place)
    # Not the version that an earlier run of this session left.
    session.install("--quiet", "-c", locked, "--reinstall-package", "gdreport", str(built))
    session.chdir(place)
    session.run("gdreport", "new", "mine")
    session.chdir("mine")
    session.run("gdreport", "build")
    session.run("gdreport", "build", "--site", success_codes=[2])  # it names the extra
    session.install("--quiet", "-c", locked, f"{built}[site]")
    session.run("gdreport", "new", "--experiment", "two_wells")
    session.run("gdreport", "build", "--site")
    session.run("gdreport", "check", "--rerun")
    session.run("mkdocs", "build", "--strict", "--quiet", env={"NO_MKDOCS_2_WARNING": "1"})
    uv = find_uv(session)
    for example in sorted(file.parent for file in here.glob("examples/*/pyproject.toml")):
        folder = place / "examples" / example.name
        shutil.copytree(example, folder, ignore=shutil.ignore_patterns("site", ".cache", "__pycache__"))
        shutil.rmtree(folder / "docs/experiments", ignore_errors=True)  # somebody built it where it is
        session.chdir(folder)
        session.run(uv, "venv", "--quiet", "--python", str(Path(session.bin) / "python"), ".venv", external=True)
        needs = nox.project.load_toml(example / "pyproject.toml")["project"]["dependencies"]
        install = (uv, "pip", "install", "--quiet", "--python", ".venv", "-c", locked)
        session.run(
            *install, f"gdreport[site] @ {built.as_uri()}", *(need for need in needs if "gdreport" not in need), external=True
        )
        command = str(folder / ".venv/bin/gdreport")
        for arguments in (["build", "--site"], ["probe"], ["check", "--rerun"]):  # a sentence that nothing refutes fails the second
            session.run(command, *arguments, external=True)


@nox.session
def package(session: nox.Session) -> None:
    """Check the wheel and the source distribution: what is in them, and that their page on an index would have no dead link."""
    place = Path(session.create_tmp()).resolve() / "dist"
    built, source = make_distributions(session, place)
    session.install("--quiet", "twine>=6", "readme-renderer[md]>=44", "check-wheel-contents>=0.6")
    session.run("twine", "check", "--strict", str(built), str(source))
    session.run("check-wheel-contents", str(built))
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    if any(name.startswith("gdreport/experiments/") for name in names):
        session.error("the wheel has this repository's own experiments")
    if dead := re.findall(r"\]\((?!https?:|#)[^)]*\)", metadata):
        session.error(f"the README in the wheel leads into the repository: {dead}")
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    if not {"noxfile.py", "tests/conftest.py", "examples/README.md", "docs/index.md"} <= inside:
        session.error("the source distribution lacks what its tests need")


# What sees another Python, or another version of a library: runs, pages, the commands, the site's settings.
SENSITIVE = [
    "tests/seam",
    "tests/starter",
    "tests/building/test_pdfs.py",
    "tests/commands/test_commands.py",
    "tests/mkdocs_site/test_site_settings.py",
]


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def pythons(session: nox.Session) -> None:
    """Run the tests that see another Python, in each that is there; and check the committed report."""
    prepare(session, "tests")
    session.run("pytest", *SENSITIVE, *session.posargs)
    session.run("gdreport", "check")


@nox.session(reuse_venv=False)  # what an earlier run installed would not go down
def lowest(session: nox.Session) -> None:
    """Run the tests that see another version with the lowest of every library that pyproject.toml allows."""
    uv, floors = find_uv(session), str(Path(session.create_tmp()).resolve() / "lowest.txt")
    session.env.pop("TMPDIR")  # it is below this report, where a test needs a folder that is in none
    session.run(
        *(uv, "pip", "compile", "pyproject.toml", "--all-extras", "--resolution", "lowest-direct", "--python-version", "3.11"),
        *("--quiet", "--no-emit-index-url", "--no-header", "--no-annotate", "--output-file", floors),
        external=True,
    )
    session.install("--quiet", "-c", floors, "-e", ".[site,notebook]", *GROUPS(PYPROJECT, "tests"))
    session.run("pytest", "-W", "default", *SENSITIVE, *session.posargs)  # what old libraries say of each other is not ours to mend


@nox.session
def bench(session: nox.Session) -> None:
    """Measure runs, builds and reports of many experiments, as ratios to yardsticks run beside them (`-- --help`)."""
    prepare(session, "bench")
    session.run("python", "tests/bench.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style with ruff (`-- --fix` mends what it can), the arrows between the rooms, and the workflows with zizmor."""
    prepare(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *(() if "--fix" in session.posargs else ("--check",)))
    session.run("lint-imports")
    # Offline, or a token in the environment would change what it looks at.
    session.run("zizmor", "--offline", "--quiet", ".github", "gdreport/starter/report/github")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with mypy, strictly."""
    prepare(session, "tests", "types")
    session.run("mypy", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write constraints.txt anew: the versions that all sessions install."""
    uv = find_uv(session)
    groups = [word for group in ("site", "tests", "lint", "types", "bench") for word in ("--group", group)]
    session.run(
        *(uv, "pip", "compile", "pyproject.toml", "--all-extras", *groups, "--universal", "--python-version", "3.11", "--quiet"),
        *("--no-emit-index-url", "--no-header", "--no-annotate", "--output-file", "constraints.txt", *session.posargs),
        external=True,
    )


if __name__ == "__main__":
    nox.main()
