"""Inputs: what a run asked of its surroundings, and the answers. A check asks again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gdreport.inputs.digests import digest_package
from gdreport.inputs.libraries import NONE, read_versions
from gdreport.inputs.questions import ask_file, ask_folder, ask_import, ask_pattern, ask_variable


@dataclass(frozen=True)
class Inputs:
    """All that decided a page. Places are relative to the report's root where they lie near it, else absolute."""

    files: dict[str, str]  # place -> digest of the content; missing, folder
    versions: dict[str, str]  # Python, and each distribution that was imported
    package: str  # digest of gdreport itself, as it was when it was imported
    folders: dict[str, str] = field(default_factory=dict)  # a folder that was listed -> digest of its names
    patterns: dict[str, str] = field(default_factory=dict)  # declared with `reads=` -> digest of the names it finds
    imports: dict[str, dict[str, str]] = field(default_factory=dict)  # folder -> module -> what import finds there
    environment: dict[str, str] = field(default_factory=dict)  # a variable that was read -> digest of its value
    settings: dict[str, str] = field(default_factory=dict)  # of the report, as far as they decide a page


def ask_again(root: Path, asked: Inputs, settings: Mapping[str, str]) -> Inputs:
    """The same questions, answered now. Nothing is imported and nothing is run."""
    return Inputs(
        files={place: ask_file(root / place) for place in asked.files},
        versions=read_versions(asked.versions),
        package=digest_package(),
        folders={place: ask_folder(root / place) for place in asked.folders},
        patterns={pattern: ask_pattern(root, pattern) for pattern in asked.patterns},
        imports={folder: {n: ask_import(root, folder, n) for n in names} for folder, names in asked.imports.items()},
        environment={name: ask_variable(name) for name in asked.environment},
        settings=dict(settings),
    )


def list_changes(old: Inputs, new: Inputs) -> Iterator[str]:
    """What differs besides files and versions, in words."""
    if old.package != new.package:
        yield "the gdreport package"
    yield from (f"the names in {place}/" for place in _differing(old.folders, new.folders))
    yield from (f"the files that {pattern} finds" for pattern in _differing(old.patterns, new.patterns))
    for folder in sorted(old.imports.keys() | new.imports.keys()):
        for name in _differing(old.imports.get(folder, {}), new.imports.get(folder, {})):
            yield f"what `import {name}` finds in {folder}"
    yield from (f"the environment variable {name}" for name in _differing(old.environment, new.environment))
    for name in _differing(old.settings, new.settings):
        yield f"the setting {name}: {old.settings.get(name, NONE)} -> {new.settings.get(name, NONE)}"


def list_changed_files(old: Inputs, new: Inputs) -> list[str]:
    """The places of files whose content is another."""
    return _differing(old.files, new.files)


def list_new_versions(old: Inputs, new: Inputs) -> list[str]:
    """Libraries that are another version: name, old -> new."""
    return [f"{n} {old.versions.get(n, NONE)} -> {new.versions.get(n, NONE)}" for n in _differing(old.versions, new.versions)]


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
