"""What `gdreport serve` adds to each page: what is wrong, above it, and a reload that keeps the reader's place."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from pathlib import Path

from gdreport.escaping import escape_line
from gdreport.mkdocs_site.problems import Problem

NEWS = "/-/gdreport/news"  # where a page learns of changes
WAITING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 40vh 2rem 2rem; text-align: center; color-scheme: light dark }}</style>
</head><body><p>{title}</p></body></html>"""


@dataclass(frozen=True)
class Shown:
    """What readers are shown."""

    site: str = ""  # a name for it: another one for another site; none while there is none
    folder: Path | None = None  # where it stands
    problems: tuple[Problem, ...] = ()
    doing: str = ""

    def to_json(self) -> str:
        """For the script of the page; nothing in it ends a script."""
        problems = [{name: escape_line(v) if isinstance(v, str) else v for name, v in asdict(p).items()} for p in self.problems]
        text = json.dumps({"site": self.site, "problems": problems, "doing": self.doing})
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def complete(html: bytes, shown: Shown) -> bytes:
    """A page with what is wrong, and with the script that shows it."""
    state = f'<script id="gdreport-live" type="application/json" data-news="{NEWS}">{shown.to_json()}</script>'
    added = f"{state}<script>{_read_script()}</script>"
    before, end, after = html.rpartition(b"</body>")
    return before + added.encode() + end + after if end else html + added.encode()


def write_waiting(title: str, shown: Shown) -> bytes:
    """A page where there is none."""
    return complete(WAITING.format(title=escape(title)).encode(), shown)


@cache
def _read_script() -> str:
    return (Path(__file__).parent / "live.js").read_text(encoding="utf-8")
