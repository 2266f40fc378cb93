"""What an author of this report runs: `nox -l` lists it, `nox -s NAME` runs it."""

import nox

nox.options.sessions = ["build"]


@nox.session
def build(session: nox.Session) -> None:
    """Run the experiments that changed, write their pages, and build the site into site/."""
    session.install("gdreport[site]")
    session.run("gdreport", "build", "--site", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site at a local address while you write: what an edit changes is made again."""
    session.install("gdreport[site]")
    session.run("gdreport", "serve", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Say whether the committed pages are what the experiments make today."""
    session.install("gdreport[site]")
    session.run("gdreport", "check", *session.posargs)
