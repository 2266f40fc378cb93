"""What each kind of code block of the documentation does, so that all of them can be executed.

A block with a title is a file of the reader's report: it is written. Without one, ``python`` is run, ``sh`` is commands, ``text``
is what the last of them printed, ``diff`` is an edit of the file in its title, ``yaml`` is settings whose commands are run.
"""

import json
import os
import re
import shlex
import subprocess
import tomllib
from dataclasses import dataclass, field
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from typing import Any

import yaml
from helpers import ROOT, Done, call, edit
from sybil import Document, Example, Region
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

INFO = re.compile(r"(?P<language>\w+)?(?: +title=\"(?P<title>[^\"]+)\")?[^\n]*\n")
SECONDS = re.compile(r"\b\d+(\.\d+)? s\b")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
# What a reader does that a test does not: it would install, fetch, publish or never end.
ELSEWHERE = re.compile(
    r"(python3 -m venv|\.venv/bin/pip install|\.venv/bin/nox|nox|uvx|pipx run|git|mkdocs serve|gh|firefox|jupyter)\b"
)


@dataclass
class Reader:
    """Somebody who follows a page of the documentation in a folder."""

    folder: Path
    last: Done = field(default_factory=lambda: Done(0, "", ""))
    is_read: bool = True  # whether a failure of the last command is shown on the page

    def parse(self, document: Document) -> list[Region]:
        """The blocks of a page; one of a kind that nobody executes is a mistake of the page."""
        found = []
        for region in RawFencedCodeBlockLexer(INFO)(document):
            source = region.lexemes["source"]
            language, title = region.lexemes["language"] or "", region.lexemes["title"]
            if language in {"python", "pycon"} and source.startswith(">>>"):
                for part in DocTestStringParser()(source, document.path):
                    part.parsed.options = dict.fromkeys((ELLIPSIS, NORMALIZE_WHITESPACE), True)
                    part.adjust(region, source)
                    found.append(part)
                continue
            kind = "file" if title and language != "diff" else language
            evaluate = getattr(self, f"do_{kind}", None)
            assert evaluate is not None, f"{document.path}: nobody executes a block of the kind {kind!r}"
            found.append(Region(region.start, region.end, (source, title), evaluate))
        return found

    def do_file(self, example: Example) -> None:
        """Write it."""
        source, title = example.parsed
        place = self.folder / title
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source, encoding="utf-8")
        self._require_sound(place)

    def do_diff(self, example: Example) -> None:
        """Edit the file: its lines that begin with a minus become those that begin with a plus."""
        source, title = example.parsed
        lines = [line for line in source.splitlines() if line]
        old, new = ("\n".join(line[2:] for line in lines if line[0] in signs) for signs in ("- ", "+ "))
        edit(self.folder / title, old, new)

    def do_python(self, example: Example) -> None:
        """Run it, in the folder."""
        source, _ = example.parsed
        example.parsed = source
        PythonEvaluator()(example)

    def do_sh(self, example: Example) -> None:
        """Each line is a command."""
        source, _ = example.parsed
        assert self.is_read, f"the page does not show that a command fails: {self.last.err or self.last.out}"
        for line in filter(None, (line.partition(" #")[0].strip() for line in source.splitlines())):
            for command in line.split(" && "):
                self._run(command)

    def do_text(self, example: Example) -> str | None:
        """What the last command printed; an ellipsis stands for what is left out, and times differ."""
        source, _ = example.parsed
        self.is_read = True
        printed, wanted = (SECONDS.sub("0 s", text) for text in (self.last.out + self.last.err, source))
        if OutputChecker().check_output(wanted, printed, ELLIPSIS | NORMALIZE_WHITESPACE):
            return None
        return f"the page says:\n{wanted}\nthe command printed:\n{printed}"

    def do_yaml(self, example: Example) -> None:
        """Settings of a CI: what they run of gdreport is run."""
        source, _ = example.parsed
        for line in _list_texts(yaml.safe_load(source)):
            for command in line.splitlines():
                if command.startswith("gdreport"):
                    self._run(command)

    def do_toml(self, example: Example) -> None:
        """It can be read."""
        tomllib.loads(example.parsed[0])

    def do_json(self, example: Example) -> None:
        """It can be read."""
        json.loads(example.parsed[0])

    def finish(self) -> None:
        """At the end of the page its report is built: every sentence in it is true, unless the page ends with a mistake."""
        assert self.is_read, f"the page does not show that a command fails: {self.last.err or self.last.out}"
        if self.last.status == 0 and list(self.folder.glob("experiments/*.md")):
            done = call("build", cwd=self.folder)
            assert done.status == 0, done.out + done.err

    def _run(self, command: str) -> None:
        program, *words = shlex.split(command)
        if program == "gdreport":
            self.last = call(*words, cwd=self.folder)
            assert self.last.status in {0, 1, 2}, self.last.err
            self.is_read = self.last.status == 0
        elif program == "cd":
            self.folder /= words[0]
            os.chdir(self.folder)
        elif program in {"mv", "rm"}:
            subprocess.run([program, *words], cwd=self.folder, check=True)
        elif program == "python":
            done = subprocess.run(["python", *words], cwd=self.folder, capture_output=True, text=True, check=True)
            self.last = Done(0, done.stdout, done.stderr)
        elif command.startswith("pip install"):
            named = re.findall(r"\[([\w,]+)\]", command)
            assert {extra for names in named for extra in names.split(",")} <= EXTRAS.keys()
        else:
            assert ELSEWHERE.match(command), f"nobody executes {command!r}"

    def _require_sound(self, place: Path) -> None:
        text = place.read_text(encoding="utf-8")
        match place.suffix:
            case ".yml" | ".yaml":
                list(yaml.parse(text))
            case ".toml":
                tomllib.loads(text)
            case ".py":
                compile(text, place, "exec")


def _list_texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _list_texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _list_texts(part)]
    return [value] if isinstance(value, str) else []
