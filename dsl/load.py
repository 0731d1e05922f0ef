"""The front of the pipeline: the texts of one framework's folder, and of what it imports, to a resolved framework."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import ir
from .base.diagnostics import Diagnostic, in_order
from .base.spans import Source, SourceMap, Span, at
from .imports import Gathered, gather, vocabularies
from .ledger import read_ledger
from .lint import structure
from .manifest import read_manifest
from .resolve.framework import resolve
from .resolve.symbols import collect


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of one framework or vocabulary: manifest, ledger (None where there is none), rules files, imports.

    `uses` are the vocabularies and `base` the version that the manifest names, as far as they were found; `faults` say
    why others were not, here or further down. A folder that is imported twice is one and the same.
    """

    manifest: Source
    ledger: Source | None
    rules: tuple[Source, ...]
    uses: tuple[Folder, ...] = ()
    base: Folder | None = None
    vocabulary: bool = False
    faults: tuple[Diagnostic, ...] = ()

    @property
    def own(self) -> tuple[Source, ...]:
        """The texts of the folder itself."""
        return (self.manifest, *((self.ledger,) if self.ledger else ()), *self.rules)

    @property
    def imported(self) -> tuple[Source, ...]:
        """The texts of all that is imported, each once; of an earlier version without its ledger, which counts not."""
        found: dict[str, Source] = {}
        for each in _below(self):
            found |= {source.label: source for source in (each.manifest, *each.rules)}
        return tuple(found.values())

    @property
    def content_hash(self) -> str:
        """SHA-256 over all texts, imported ones too, each with its name without folders; line ends do not matter."""
        digest = hashlib.sha256()
        for source in (*self.own, *self.imported):
            name = source.label.replace("\\", "/").rsplit("/", 1)[-1]
            text = "\n".join(source.text.splitlines())
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def _below(folder: Folder) -> Iterator[Folder]:
    """The vocabularies that count for a folder, and the versions on which it builds, nearest first."""
    yield from vocabularies(folder)
    while folder.base is not None:
        folder = folder.base
        yield folder


def load(folder: Folder) -> tuple[ir.Framework | None, tuple[Diagnostic, ...]]:
    """The framework, and everything found on the way; None for a vocabulary, which is checked alone.

    None also where the manifest, or something that it names, cannot be read. A framework that came with errors is not
    whole and must not be evaluated.
    """
    manifest, found = (None, ()) if folder.vocabulary else read_manifest(folder.manifest)
    diagnostics = [*found, *folder.faults]
    ledger: dict[str, ir.Paragraph] = {}
    ledger_is_whole = False
    if folder.ledger is not None:
        ledger, found = read_ledger(folder.ledger)
        ledger_is_whole = not found
        diagnostics += found
    gathered = gather(folder)
    diagnostics += gathered.diagnostics
    diagnostics += (_no_rules(each) for each in (folder, *_below(folder)) if not each.rules and each.base is None)
    if folder.vocabulary and not folder.faults:
        diagnostics += collect(gathered.clauses, gathered.unreadable).diagnostics
    if manifest is None or folder.faults:
        return None, in_order(diagnostics)
    framework, symbols, found = resolve(gathered.clauses, gathered.unreadable, manifest, ledger, folder.content_hash)
    diagnostics += _explained(found, gathered, folder)
    symbols.used |= gathered.imported  # what comes from elsewhere need not be used here
    diagnostics += structure(framework, symbols, ledger_is_whole, not diagnostics, gathered.origins)
    return framework, in_order(diagnostics)


def _no_rules(folder: Folder) -> Diagnostic:
    beside = "vocabulary.yaml" if folder.vocabulary else "framework.yaml"
    return Diagnostic(
        "E602",
        "the folder holds no rules file",
        at(folder.manifest.label),
        f"Put at least one file NAME.remit beside {beside}.",
    )


def _explained(found: tuple[Diagnostic, ...], gathered: Gathered, folder: Folder) -> Iterator[Diagnostic]:
    """The diagnostics; those that miss a name which was left out say where."""
    sources = SourceMap((*folder.own, *folder.imported))
    for each in found:
        name = _word(each.span, sources) if each.code == "E101" and each.span else ""
        place = gathered.left_out.get(name)
        yield replace(each, also=(*each.also, (place, "it is left out here"))) if place else each


def _word(span: Span, sources: SourceMap) -> str:
    line = sources.line(span) or ""
    return line[span.start.column - 1 : span.end.column - 1]
