"""Two frameworks side by side, from names to a report: versions, bodies, folders, revisions of a folder."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import __version__
from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, has_errors, in_order, refusal
from .dsl.base.spans import SourceMap
from .dsl.concordance import Concordance, read_concordance, unknown_names
from .dsl.load import load
from .engine.compare import plain
from .engine.compare.comparing import compare
from .engine.compare.found import Comparison, Level
from .files import CONCORDANCE, find, read_folder, read_text, shipped, shown
from .pipeline import PolicyRefused
from .revisions import Laid, laid_out, revision
from .visualise.compared.render import rendered
from .visualise.compared.report import headline, report


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, ready to be told, and what it came from."""

    found: Comparison
    proof: dict[str, Any]

    def told(self, form: str, everything: bool) -> str:
        """The report as text, Markdown or HTML."""
        return rendered(report(self.found, everything), form)

    @property
    def headline(self) -> str:
        """How much differs, in a sentence."""
        return headline(self.found)

    def worst_is_at_least(self, level: int) -> bool:
        """Whether anything differs at one of the first so many levels, counted from 0, or at the next."""
        return any(self.found.of(each) for each in list(Level)[: level + 1])

    def json(self) -> str:
        """The comparison for programs."""
        return json.dumps(plain.comparison(self.found) | {"receipt": self.proof}, indent=2, ensure_ascii=False) + "\n"


def compared(first: str, second: str, concordance: Path | None, command: tuple[str, ...]) -> Compared:
    """Two frameworks by their names, compared.

    Raises Refused where one of them, or the concordance, cannot be read or has errors.
    """
    with ExitStack() as stack:
        before, after = (read_framework(stack, name) for name in (first, second))
    shared, notes = shared_concepts(concordance, (before, after))
    found = compare(before, after, shared)
    proof = {
        "tool": f"remit {__version__}",
        "command": list(command),
        "frameworks": [each.manifest.full_id for each in (before, after)],
        "content": [each.content_hash for each in (before, after)],
    }
    return Compared(replace(found, notes=(*found.notes, *notes)), proof)


def read_framework(stack: ExitStack, name: str) -> ir.Framework:
    """The framework that a name means: `id`, `id@version`, a folder, or `folder@revision`.

    Raises Refused with every error that it has.
    """
    asked = revision(name)
    laid = Laid(find(name)) if asked is None else stack.enter_context(laid_out(asked))
    folder = read_folder(laid.path, laid.called)
    framework, diagnostics = load(folder)
    if framework is None and folder.vocabulary and not has_errors(diagnostics):
        message = f"the folder '{name}' holds a vocabulary, and no framework"
        raise refusal("E602", message, None, "Name a framework that uses it.")
    if framework is None or has_errors(diagnostics):
        raise PolicyRefused(diagnostics, SourceMap((*folder.own, *folder.imported)))
    return framework


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
