"""One experiment, from its pair of files to every file of its page, in memory."""

from dataclasses import replace
from typing import Any

import numpy

import gdreport
from gdreport.author.loading import loaded, locating, recording
from gdreport.checking.texts import Files
from gdreport.descent.parameters import exact
from gdreport.descent.perturbation import early, in_digits, perturbed
from gdreport.errors import FalseObservation, ReportError
from gdreport.experiment import Experiment
from gdreport.page.observe_block import failure, tally
from gdreport.page.render import render
from gdreport.page.templates import fill
from gdreport.project import Report, slug
from gdreport.record.manifest import NAME, Manifest, combined, digest, digests, line_digests, package_digest, versions


def make(report: Report, name: str, *, perturb: bool = False) -> Files:
    """Run an experiment and render its page: every file of its folder, in memory.

    `perturb`: move every start by one unit in the last place, to see what hangs on it.

    Errors: ReportError for a mistake in the pair, FalseObservation for a sentence that is not true.
    """
    # Whatever an author sets in NumPy, such as np.seterr, ends with the experiment.
    with numpy.errstate(), recording(report) as read, loaded(report, name) as module:
        experiment = getattr(module, "experiment", None)
        if not isinstance(experiment, Experiment):
            place = report.code(name).relative_to(report.root)
            raise ReportError("it has no experiment", file=place, remedy="write experiment = Experiment(objective=..., ...)")
        with locating(report, report.code(name)):
            results = perturbed(experiment) if perturb else experiment.run()
            first = early(experiment)
        page = render(report, name, module, experiment, results)
    pair = {f"{report.experiments}/{name}.py", f"{report.experiments}/{name}.md"}
    inputs = digests(report.root, read | pair)
    lines = {n: "".join(line_digests((report.root / n).read_bytes())) for n in inputs if (report.root / n).is_file()}
    manifest = Manifest(name, inputs, package_digest(), versions(), lines=lines)
    page.files["index.md"] += fill(
        "provenance.md.j2",
        name=name,
        code=f"{report.experiments}/{name}.py",
        words=f"{report.experiments}/{name}.md",
        others=sorted(set(inputs) - pair),
        versions=manifest.versions,
        own=gdreport.__version__,
        digest=combined(manifest),
    ).encode()
    manifest = replace(
        manifest,
        outputs={n: digest(c) for n, c in sorted(page.files.items())},
        parameters=exact(experiment),
        measures={n: in_digits(v) for n, v in page.measures.items()},
        early=first,
        page={
            "title": page.title,
            "slug": slug(name),
            "finding": _sentence(page.finding),
            "observations": [_sentence(o) for o in page.observations],
            "picture": page.picture,
            "alt": page.alt,
            "tally": tally((page.finding, *page.observations)),
        },
    )
    files = {**page.files, NAME: manifest.to_bytes()}
    false = [failure(o) for o in (page.finding, *page.observations) if not o.holds]
    if not false:
        return files
    rest = "".join(f"\n{other.file}:{other.line}: {other.what}" for other in false[1:])
    error = FalseObservation(false[0].what + rest, file=false[0].file, line=false[0].line, remedy=false[0].remedy)
    error.files = files
    raise error


def _sentence(observation: Any) -> dict[str, str]:
    parts = ("sentence", "condition", "claim", "verdict")
    return {part: getattr(observation, part) for part in parts}
