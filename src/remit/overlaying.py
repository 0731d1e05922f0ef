"""Overlays from file to file: what a what-if question changes -> the framework that it asks under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from .dsl import ast
from .dsl.base.diagnostics import Diagnostic, Severity, has_errors, in_order
from .dsl.base.spans import Source, SourceMap, Span, at
from .dsl.overlay import SETTINGS, Overlay, clauses_file, read_overlay, read_settings
from .engine.groups import Compiled
from .engine.whatif.subjects import Subjects, read_subjects
from .files import read_text
from .pipeline import Loaded, PolicyRefused, laid_over
from .receipts import file_hash


class OverlayRefused(PolicyRefused):
    """Overlays that cannot be laid over the framework, or over the case."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A framework under overlays. `subjects`: what they change in cases; `notes`: what a reader should know of them.

    `texts` are those of the overlays, in the order in which they are laid.
    """

    loaded: Loaded
    overlays: tuple[Overlay, ...]
    subjects: tuple[Subjects, ...]
    texts: tuple[tuple[Source, ...], ...]
    notes: tuple[Diagnostic, ...]

    @property
    def compiled(self) -> Compiled:
        """The framework, ready to evaluate."""
        assert self.loaded.compiled is not None, "a framework with errors makes no scenario"
        return self.loaded.compiled

    @property
    def sources(self) -> frozenset[str]:
        """The labels of all files of the overlays."""
        return frozenset(label for each in self.overlays for label in each.sources)

    @property
    def receipt(self) -> list[dict[str, Any]]:
        """Name and check numbers of each overlay, in the order in which they are laid."""
        return [
            {
                "overlay": overlay.name,
                "files": {Path(text.label).name: _hash(text) for text in texts},
            }
            | ({"set": texts[0].text.split("\n")} if texts[0].label == SETTINGS else {})
            for overlay, texts in zip(self.overlays, self.texts, strict=True)
        ]


def _hash(text: Source) -> str:
    return sha256(text.text.encode()).hexdigest() if text.label == SETTINGS else file_hash(Path(text.label))


def scenario(loaded: Loaded, files: tuple[Path, ...], settings: tuple[str, ...]) -> Scenario:
    """A framework under overlays: those of the files in their order, and `settings` (NAME=VALUE) on top.

    Raises Refused where a file cannot be opened, and PolicyRefused with every fault of `settings` themselves;
    OverlayRefused with every fault of the overlays and of the framework as they change it.
    """
    sources = SourceMap((*loaded.folder.own, *loaded.folder.imported))
    overlays: list[Overlay] = []
    texts: list[tuple[Source, ...]] = []
    faults: list[Diagnostic] = []
    for path in files:
        source = read_text(path)
        sources.add(source)
        named = clauses_file(source)
        beside = read_text(path.parent / named.text) if named is not None else None
        if beside is not None:
            sources.add(beside)
        overlay, found = read_overlay(source, beside)
        faults += found
        if overlay is not None:
            overlays.append(overlay)
            texts.append((source, *((beside,) if beside else ())))
    if settings:
        source = Source(SETTINGS, "\n".join(" ".join(each.split("\n")) for each in settings))
        sources.add(source)
        overlay, found = read_settings(source, _sorts(loaded, overlays))
        if found:
            raise PolicyRefused(tuple(found), sources)
        overlays.append(overlay)
        texts.append((source,))
    under = laid_over(loaded, tuple(overlays), sources)
    told = set(loaded.diagnostics)
    faults += (_pointed(each, overlays, sources) for each in under.diagnostics if each not in told)
    subjects: list[Subjects] = []
    for overlay in overlays if under.framework is not None else ():
        assert under.framework is not None
        found_here, found = read_subjects(overlay, under.framework)
        subjects.append(found_here)
        faults += found
    if has_errors(faults) or under.compiled is None:
        raise OverlayRefused(in_order(faults), sources)
    notes = in_order((*faults, *_overridden(overlays, subjects)))
    return Scenario(under, tuple(overlays), tuple(subjects), tuple(texts), notes)


def _sorts(loaded: Loaded, overlays: Iterable[Overlay]) -> dict[str, type[ast.Clause]]:
    """What each parameter, reading, fact or other clause is, as far as overlays leave it."""
    assert loaded.framework is not None, "overlays are laid over a framework that was read"
    framework = loaded.framework
    found: dict[str, type[ast.Clause]] = {}
    for names, sort in (
        (framework.rules, ast.Rule),
        (framework.decisions, ast.Decide),
        (framework.lifecycles, ast.Lifecycle),
        (framework.defines, ast.Define),
        (framework.events, ast.Event),
        (framework.parameters, ast.Parameter),
        (framework.readings, ast.Reading),
        (framework.facts, ast.Fact),
    ):
        found |= dict.fromkeys(names, sort)
    for overlay in overlays:
        found = {name: sort for name, sort in found.items() if name not in {each.text for each in overlay.remove}}
        found |= {clause.name.text: type(clause) for clause in overlay.clauses}
    return found


# Messages


def _pointed(finding: Diagnostic, overlays: Iterable[Overlay], sources: SourceMap) -> Diagnostic:
    """A finding with the place in an overlay of which it comes, where it speaks of a place elsewhere."""
    labels = {label for each in overlays for label in each.sources}
    places = (finding.span, *(span for span, _ in finding.also))
    if any(span is not None and span.source in labels for span in places):
        return finding
    line = (sources.line(finding.span) or "") if finding.span else ""
    words = set(re.findall(r"\w+", f"{finding.message} {finding.hint} {line}"))
    changed = list(_changed(overlays))
    meant = [(span, f"the overlay changes '{name}' here") for name, span in changed if name in words]
    whole = [(at(each.sources[0]), f"it comes of the overlay '{each.name}'") for each in overlays]
    return replace(finding, also=(*finding.also, *(meant or whole[-1:])))


def _changed(overlays: Iterable[Overlay]) -> Iterator[tuple[str, Span]]:
    """The names of clauses that overlays change, and where they do."""
    for overlay in overlays:
        yield from ((each.name.text, each.name.span) for each in overlay.parameters)
        yield from ((each.name.text, each.name.span) for each in overlay.readings)
        yield from ((each.name.text, each.name.span) for each in overlay.clauses)
        yield from ((each.text, each.span) for each in overlay.remove)


def _overridden(overlays: Iterable[Overlay], subjects: Iterable[Subjects]) -> Iterator[Diagnostic]:
    """Names that several overlays set, and not to the same: the later one wins, and that is told."""
    seen: dict[str, tuple[object, Span, Overlay]] = {}
    for overlay, subject in zip(overlays, subjects, strict=True):
        said: list[tuple[str, object, Span]] = [
            *((each.text, "removed", each.span) for each in overlay.remove),
            *((each.name.text, each, each.name.span) for each in overlay.clauses),
            *((each.name.text, (each.amount, each.unit), each.name.span) for each in overlay.parameters),
            *((each.name.text, each.alternative, each.name.span) for each in overlay.readings),
            *((name, spells, subject.places[name]) for name, spells in subject.facts.items()),
        ]
        for name, value, span in said:
            if name in seen and seen[name][0] != value and seen[name][2] is not overlay:
                message = f"'{name}' is changed by two overlays, and the later one counts: '{overlay.name}'"
                also = ((seen[name][1], f"'{seen[name][2].name}' changes it here"),)
                hint = "Name the overlays in the other order if the other one is to count."
                yield Diagnostic("E506", message, span, hint, Severity.NOTE, also)
            seen[name] = (value, span, overlay)
