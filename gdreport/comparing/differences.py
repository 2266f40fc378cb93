"""What differs in meaning between a committed page and the same made now: numbers, sentences, figures, words."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from gdreport.comparing.drawings import compare_drawings, say_of_figure
from gdreport.comparing.generated_files import file_difference
from gdreport.comparing.texts import TEXT_DIGITS, Tolerance, cut_excerpts, is_close, read_text
from gdreport.files import Files
from gdreport.inputs.digests import split_lines
from gdreport.page.marks import DIGIT, POINT, without_full_values, without_markup
from gdreport.record.manifest import PAGE, Facts, Manifest, Sentence
from gdreport.record.reasons import ABSENT, Change, to_number

KINDS = {"svg": "figure", "csv": "data", "md": "page", "js": "explorer"}
PLACE, PROVENANCE = "place", "<!-- provenance"
LOOSE = ("cell", "alt")  # values on a page that hang on single runs
APART = ("margin", "probe")  # a margin may hang on a last bit; what a probe found is compared whole


def list_differences(
    old: Manifest | None,
    new: Manifest,
    old_files: Files,
    new_files: Files,
    *,
    drawings: bool,
    moved: bool = False,
    same_code: bool = True,
) -> Iterator[Change]:
    """Each change, within the tolerance that the old manifest states.

    What has the same bits on every machine is compared bit for bit where it was computed by the same operations: no tolerance
    is needed there, and none for chaos. Of another experiment that is marked chaotic the measures, the first epochs, the words
    and the styles count, not where single runs go; unless its code is another: what another machine does is forgiven, what an
    edit does is not.
    `drawings`: compare figures too, not only how they are drawn and the plotted data. `moved`: the new starts were moved on
    purpose, so parameters are not compared.
    """
    stated = (old or new).tolerance
    tolerance = stated.rtol, stated.atol
    chaotic = stated.chaotic and (moved or (same_code and not (old is not None and _is_exact(old, new))))
    if old is not None:
        if not moved:
            yield from _values("tolerance", asdict(old.tolerance), asdict(new.tolerance), None)
            yield from _values("parameter", old.parameters, new.parameters, None)
        yield from _values("measure", old.measures, new.measures, tolerance)
        yield from _values("iterate", old.early, new.early, tolerance)
        if not moved:
            yield from _bits(old, new)
        yield from _sentences(old.page, new.page, tolerance)
        if not moved and not chaotic:
            yield from _probes(old, new)
    files = [*_files(old_files, new_files, tolerance, drawings=drawings, chaotic=chaotic)]
    if old is not None:
        shown = {change.name for change in files if change.kind == "figure"}
        data = {change.name for change in files if change.kind == "data"}
        files = [say_of_figure(change, data, old.drawings, new.drawings, tolerance) for change in files]
        yield from (
            c for c in compare_drawings(old.drawings, new.drawings, tolerance, chaotic=chaotic) if f"{c.name}.svg" not in shown
        )
    yield from files
    if PAGE in old_files and PAGE in new_files and old is not None:
        found = _page(old, new, _lines(old_files[PAGE]), _lines(new_files[PAGE]), tolerance, chaotic=chaotic)
        yield from [] if found is None else [Change("page", PAGE, *found)]


def _is_exact(old: Manifest, new: Manifest) -> bool:
    """Whether every run is made of the same operations as before, and these give the same bits everywhere."""
    return bool(new.exact) and new.exact.keys() == new.parameters.keys() and _programs(old) == _programs(new)


def _programs(manifest: Manifest) -> dict[str, str]:
    return {name: exact.program for name, exact in manifest.exact.items()}


def _bits(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Results that were to be the same bits and are not, where nothing that the run was told is another."""
    for name in sorted(old.exact.keys() & new.exact.keys()):
        a, b = old.exact[name], new.exact[name]
        if a.program == b.program and a.results != b.results and old.parameters.get(name) == new.parameters.get(name):
            yield Change("iterate", f"{name} bits of the results".strip(), a.results[:12], b.results[:12])


def has_same_minor(old: Manifest, new: Manifest) -> bool:
    """Whether the same minor version of Matplotlib drew the figures: another draws the same data otherwise."""
    was, is_now = (m.inputs.versions.get("matplotlib", "").split(".")[:2] for m in (old, new))
    return was == is_now


def _probes(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Variations under which something else became of the sentences; where there are other sentences, these are told already."""
    was, is_now = old.probed.outcomes, new.probed.outcomes
    gone, come = [v for v in was if v not in is_now], [v for v in is_now if v not in was]
    if gone or come:
        yield Change("probe", "variations", ", ".join(gone) or ABSENT, ", ".join(come) or ABSENT)
    for variation in [v for v in was if v in is_now and len(was[v]) == len(is_now[v])]:
        for number, (a, b) in enumerate(zip(was[variation], is_now[variation], strict=True), 1):
            if a != b:
                yield Change("probe", f"{variation}, sentence {number}", a, b)


def _files(old: Files, new: Files, tolerance: Tolerance, *, drawings: bool, chaotic: bool) -> Iterator[Change]:
    drawn: set[str] = set()  # figures that differ: their narrow version then says nothing new
    for name in sorted(old.keys() | new.keys(), key=lambda n: (".narrow." in n, n)):
        kind = "table" if name.endswith("-table.csv") else KINDS.get(name.rsplit(".", 1)[-1], "file")
        if name not in old or name not in new:
            yield Change(kind, name, *(("made", ABSENT) if name in old else (ABSENT, "made")))
        elif kind != "page" and (kind != "figure" or (drawings and name.replace(".narrow", "") not in drawn)):
            differing = file_difference(name, old[name], new[name], *tolerance, chaotic=chaotic)
            if differing is not None:
                drawn.add(name)
                yield Change(kind, name, *differing)


def _page(
    old: Manifest, new: Manifest, a: list[str], b: list[str], tolerance: Tolerance, *, chaotic: bool
) -> tuple[str, str] | None:
    """The first line whose words differ, or one of whose values does by more than the tolerance."""
    if old.skeleton != new.skeleton:
        lines = split_lines(old.skeleton_lines), split_lines(new.skeleton_lines)
        for kind, i, j, k, m in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
            if kind != "equal":
                return cut_excerpts(_at(a, i, j), _at(b, k, m))
    end = next((n for n, line in enumerate(b) if line.startswith(PROVENANCE)), len(b))
    for number, (before, after) in enumerate(zip(a[:end], b[:end], strict=False), 1):
        was, is_now = old.values.get(str(number), {}), new.values.get(str(number), {})
        if before != after and _line_differs(was, is_now, before, after, tolerance, chaotic=chaotic):
            return cut_excerpts(before, after)
    return None


def _line_differs(
    was: Mapping[str, Any], is_now: Mapping[str, Any], before: str, after: str, tolerance: Tolerance, *, chaotic: bool
) -> bool:
    """Whether two lines with the same words differ in a value by more than the tolerance, or write the same values otherwise."""
    loose = (max(tolerance[0], TEXT_DIGITS), tolerance[1])
    for name in was.keys() | is_now.keys():
        kind = name.split(" ")[0]
        close = _are_close(was.get(name), is_now.get(name), loose if kind == "alt" else tolerance)
        if not close and kind not in APART and not (chaotic and kind in LOOSE):
            return True
    moves = any(name.startswith((PLACE, *APART)) for name in was)  # what stands there may be written otherwise
    return was == is_now and not moves and _as_read(before) != _as_read(after)


def _as_read(line: str) -> str:
    """A line as it is read, without the spaces that stand in for digits of a table's other rows."""
    return without_full_values(line).replace(DIGIT, "").replace(POINT, "")


def _at(lines: list[str], first: int, last: int) -> str:
    return next((line for line in lines[first:last] if line.strip()), "")


def _lines(content: bytes) -> list[str]:
    return read_text(content).split("\n")


def _values(kind: str, a: Any, b: Any, tolerance: Tolerance | None, path: str = "") -> Iterator[Change]:
    """Numbers, texts and lists of them by name; exactly where there is no tolerance."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys(), key=lambda k: (len(k), k) if kind == "iterate" else (0, k)):
            yield from _values(kind, a.get(key, ABSENT), b.get(key, ABSENT), tolerance, f"{path} {key}".strip())
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        found = [c for x, y in zip(a, b, strict=True) for c in _values(kind, x, y, tolerance, path)]
        if found:
            number = f" ({len(found)} of {len(a)} values, the first)" if len(a) > 1 else ""
            yield Change(kind, path + number, found[0].old, found[0].new)
    elif isinstance(a, list) and isinstance(b, list):
        yield Change(kind, path, f"{len(a)} values", f"{len(b)} values")
    elif not _are_close(a, b, tolerance):
        yield Change(kind, path, _state(a), _state(b))


def _are_close(a: Any, b: Any, tolerance: Tolerance | None) -> bool:
    """Equal, or numbers within the tolerance; lists of them entry by entry."""
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return all(_are_close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    x, y = to_number(a), to_number(b)
    return bool(a == b) or (tolerance is not None and x is not None and y is not None and is_close(x, y, *tolerance))


def _state(value: Any) -> str:
    return f"{len(value)} values" if isinstance(value, list) else str(value)


def _sentences(a: Facts, b: Facts, tolerance: Tolerance) -> Iterator[Change]:
    same_words = a.title_form == b.title_form and a.title_values != b.title_values
    if a.title != b.title and not (same_words and _are_close(a.title_values, b.title_values, tolerance)):
        yield Change("title", "", a.title, b.title)
    old, new = [[s for s in (f.finding, *f.observations) if s is not None] for f in (a, b)]
    texts = [_plain(o) for o in old], [_plain(o) for o in new]
    for _, i, j, k, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        for x, y in zip_longest(range(i, j), range(k, m)):
            before, after = ABSENT if x is None else texts[0][x], ABSENT if y is None else texts[1][y]
            if x is None or y is None or _differ(old[x], new[y], tolerance):
                yield Change("sentence", "", before, after)
            if x is not None and y is not None and old[x].condition != new[y].condition:
                yield Change("condition", "", old[x].condition, new[y].condition)


def _differ(a: Sentence, b: Sentence, tolerance: Tolerance) -> bool:
    words = [(s.claim, s.verdict, s.form) for s in (a, b)]
    said_otherwise = _plain(a) != _plain(b) and (a.values == b.values or not _are_close(a.values, b.values, tolerance))
    return words[0] != words[1] or said_otherwise


def _plain(sentence: Sentence) -> str:
    """A marked sentence without markup, with the claim and the verdict in front where there are any."""
    words = without_markup(sentence.sentence)
    return f"{sentence.claim}: {sentence.verdict}. {words}" if sentence.claim else words
