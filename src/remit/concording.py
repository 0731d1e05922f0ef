"""Concordances from file to file: read, and held against the frameworks that they name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, in_order
from .dsl.base.spans import SourceMap
from .dsl.concordance import Concordance, read_concordance, unknown_names
from .dsl.load import load
from .files import CONCORDANCE, find, read_folder, read_text, shipped, shown
from .pipeline import PolicyRefused


def shared_concepts(
    path: Path | None, frameworks: tuple[ir.Framework, ir.Framework]
) -> tuple[Concordance | None, tuple[str, ...]]:
    """The concordance of a file, or the one that ships with remit; and what a reader should know of it.

    Raises PolicyRefused where it has faults.
    """
    source = read_text(path or shipped() / CONCORDANCE, shown(path or shipped() / CONCORDANCE))
    concordance, diagnostics = read_concordance(source)
    if concordance is None or diagnostics:
        raise PolicyRefused(diagnostics, SourceMap((source,)))
    notes: list[str] = []
    for each in frameworks:
        key, own = concordance.key(each.manifest), each.manifest.full_id
        if key is None:
            notes.append(f"{source.label} knows no version of {each.manifest.id}: no concepts are compared")
        elif key != own:
            notes.append(f"{source.label} does not have {own}: what it says of {key} is looked up in it")
    return concordance, tuple(dict.fromkeys(notes))


def check_concordance(path: Path) -> tuple[tuple[Diagnostic, ...], SourceMap]:
    """Everything that is wrong with a concordance, each of its frameworks read and looked up."""
    source = read_text(path, shown(path))
    concordance, diagnostics = read_concordance(source)
    found = list(diagnostics)
    if concordance is not None:
        for full_id, span in concordance.places.items():
            try:
                framework, _ = load(read_folder(find(full_id)))
            except Refused as refused:
                found += (replace(each, code="E510", span=span) for each in refused.diagnostics)
                continue
            if framework is not None:
                found += unknown_names(concordance, framework)
        found += missing(concordance)
    return in_order(found), SourceMap((source,))


def missing(concordance: Concordance) -> list[Diagnostic]:
    """Concepts that leave out a framework of the concordance."""
    return [
        Diagnostic(
            "E510",
            f"the concept '{concept.name}' says nothing of {full_id}",
            concept.span,
            "Say where it has it, or write 'silent'.",
        )
        for concept in concordance.concepts
        for full_id in concordance.frameworks
        if full_id not in concept.entries
    ]
