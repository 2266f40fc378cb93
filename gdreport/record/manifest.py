"""The manifest of a page: what it was made from and what was made, as sorted, versioned JSON beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from gdreport.errors import ReportError
from gdreport.inputs.inputs import Inputs

FORMAT = 3
NAME = "manifest.json"
PAGE = "index.md"
# What becomes of a sentence: it holds; it is false; nothing that it compares is another value; one is missing; it cannot be judged.
HOLDS, FALSE, UNCHANGED, MISSING, ERROR = "holds", "false", "unchanged", "missing", "error"


@dataclass(frozen=True)
class Tolerance:
    """Within which a later run agrees."""

    rtol: float = 0.0  # relative to the size of a number
    atol: float = 0.0  # absolute
    chaotic: bool = False  # whether one rounding error sends its runs elsewhere


@dataclass(frozen=True)
class Exact:
    """Of a run that has the same bits on every machine: digests of the operations it is made of, and of its results."""

    program: str  # of the operations
    results: str  # of their bits


@dataclass(frozen=True)
class Drawn:
    """How a figure is drawn, whatever draws it: a line for each fact; and the limits, which may hang on its data only."""

    artists: list[str]  # axes with labels and scales, and each thing on them
    limits: list[str]  # of axes and colour scales, and places of texts


@dataclass(frozen=True)
class Sentence:
    """A marked sentence as other pages say it, and as a check compares it."""

    condition: str  # as it was written
    sentence: str  # with its numbers, in Markdown
    form: str  # how it is written, its measured values taken out
    values: list[Any]  # its measured values
    claim: str = ""  # somebody's words, where this is the evidence
    verdict: str = ""  # on the claim
    number: int = 0  # in the order of the words, by which its outcomes stand in Probed
    file: str = ""  # of the words
    line: int = 0  # where its block begins
    comparisons: list[str] = field(default_factory=list)  # in words, with margins


@dataclass(frozen=True)
class Number:
    """A number in the words, and why it may stand there."""

    file: str  # of the words
    line: int  # where it stands
    text: str  # as it is printed
    why: str  # the measure, the parameter, or that it is cited


@dataclass(frozen=True)
class Probed:
    """What became of each sentence of a page under each variation, in the order of the words."""

    outcomes: dict[str, list[str]] = field(default_factory=dict)  # variation -> what became of each sentence
    errors: dict[str, str] = field(default_factory=dict)  # the first mistake of a variation that has one; not compared
    left_out: dict[str, str] = field(default_factory=dict)  # variation -> why

    def list_outcomes(self, number: int, *kinds: str) -> list[str]:
        """The variations under which one of these became of a sentence."""
        return [name for name, outcomes in self.outcomes.items() if outcomes[number] in kinds]


@dataclass(frozen=True)
class Facts:
    """What other pages say of a page."""

    title: str  # the question, as plain text
    title_words: str = ""  # the title as words of another page
    title_form: str = ""  # the same, its measured values taken out
    title_values: list[Any] = field(default_factory=list)  # these values
    slug: str = ""  # its name in an address
    finding: Sentence | None = None  # the answer
    observations: list[Sentence] = field(default_factory=list)  # but for the finding
    numbers: list[Number] = field(default_factory=list)  # in the words, in their order
    picture: str = ""  # the first figure, shown on the landing page
    alt: str = ""  # what the picture shows
    tally: str = ""  # how many claims hold, in words
    shortcomings: list[str] = field(default_factory=list)  # what a reader might expect on the page and is not there
    unwatched: list[str] = field(default_factory=list)  # what the run did that nobody can watch


@dataclass(frozen=True)
class Manifest:
    """What a page was made from, and what was made."""

    experiment: str  # its name
    inputs: Inputs  # what decided the page
    page: Facts  # what other pages say of it
    outputs: dict[str, str] = field(default_factory=dict)  # name in the page's folder -> digest
    shared: dict[str, str] = field(default_factory=dict)  # name in the assets folder -> digest: what its explorer shares
    tolerance: Tolerance = field(default_factory=Tolerance)  # within which a later run agrees
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)  # run -> what it was told, exact
    exact: dict[str, Exact] = field(default_factory=dict)  # run -> what is compared bit for bit
    measures: dict[str, Any] = field(default_factory=dict)  # name -> value, in twelve digits
    early: dict[str, Any] = field(default_factory=dict)  # some early iterates: a converged end hides a changed rate
    drawings: dict[str, Drawn] = field(default_factory=dict)  # figure -> how it is drawn
    probed: Probed = field(default_factory=Probed)  # how well its sentences were tested
    skeleton: str = ""  # digest of the page's text with its measured values taken out
    skeleton_lines: str = ""  # of each of its lines
    values: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # line -> kind and name -> the measured values there
    lines: dict[str, str] = field(default_factory=dict)  # input -> its lines' digests, by which a check finds those that changed

    def to_bytes(self) -> bytes:
        """The manifest as JSON, one key to a line."""
        values = {"format": FORMAT, "digest": _seal(asdict(self)), **asdict(self)}
        return (json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode(errors="backslashreplace")


def _seal(values: Mapping[str, Any]) -> str:
    """A digest of all the rest, so that a manifest changed by hand is told from one that was written."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read_manifest(content: bytes, file: str, experiment: str | None = None) -> Manifest:
    """Read a manifest, of this experiment where one is named.

    Errors: ReportError for a damaged one, with the field; for one of another format or experiment, or that names files elsewhere.
    """
    remedy = "run `gdreport build`"
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        merged = b"<<<<<<<" in content or b">>>>>>>" in content
        what = "the manifest has conflict markers" if merged else "the manifest is damaged"
        raise ReportError(what, file=file, remedy=remedy) from None
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise ReportError("the manifest has another format", file=file, remedy=remedy)
    seal = values.pop("digest", None)
    try:
        manifest = msgspec.convert(values, Manifest)
    except (msgspec.ValidationError, RecursionError, ValueError) as error:
        raise ReportError(f"the manifest is damaged: {error}", file=file, remedy=remedy) from None
    if (wrong := _find_wrong(manifest, experiment)) is not None:
        raise ReportError(f"the manifest {wrong}", file=file, remedy=remedy)
    if seal != _seal(values):
        raise ReportError("the manifest is not what the build wrote", file=file, remedy=remedy)
    return manifest


def _find_wrong(manifest: Manifest, experiment: str | None) -> str | None:
    for name in (*manifest.outputs, *manifest.shared):
        if "/" in name or "\\" in name or name in {"", ".", "..", NAME}:
            return f"names {name!r}, outside its folder"
    if experiment is not None and manifest.experiment != experiment:
        return f"is of {manifest.experiment!r}"
    if PAGE not in manifest.outputs or not manifest.inputs.files or manifest.page.picture not in {"", *manifest.outputs}:
        return "lists no page, no input, or a picture that it does not make"
    facts, outcomes = manifest.page, manifest.probed.outcomes.values()
    sentences = [s for s in (facts.finding, *facts.observations) if s is not None]
    if experiment is not None and (facts.finding is None or {s.number for s in sentences} != set(range(len(sentences)))):
        return "has no finding, or numbers its sentences otherwise"
    if any(len(found) != len(sentences) for found in outcomes):
        return "has a probe of other sentences"
    return None
