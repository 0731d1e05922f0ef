"""The front of the pipeline: the texts of one framework's folder, and of what it imports, to a resolved framework."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from . import ir
from .base.diagnostics import Diagnostic, in_order
from .base.spans import SourceMap, Span, at
from .folder import Folder, below
from .imports import Gathered, gather
from .ledger import read_ledger
from .lint import structure
from .manifest import read_manifest
from .resolve.framework import resolve
from .resolve.symbols import collect

if TYPE_CHECKING:
    from .overlay import Overlay


def load(folder: Folder, overlays: tuple[Overlay, ...] = ()) -> tuple[ir.Framework | None, tuple[Diagnostic, ...]]:
    """The framework, overlays laid over it, and everything found on the way; None for a vocabulary, which is checked
    alone.

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
    gathered = gather(folder, overlays)
    diagnostics += gathered.diagnostics
    diagnostics += (_no_rules(each) for each in (folder, *below(folder)) if not each.rules and each.base is None)
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
