"""Every norm, decision, exception and transition cites; every citation is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic
from ..base.spans import Span
from ..citing import citations, paragraph_of
from ..imports import Origins


def cited(framework: ir.Framework, with_ledger: bool, origins: Origins) -> Iterator[Diagnostic]:
    """Citations that are missing (E201), and of paragraphs that the ledger does not have (E202).

    Those of clauses that were taken over are told where the earlier version is named (E609), each clause once for each
    paragraph. A vocabulary cites nothing.
    """
    told: set[tuple[str, str]] = set()
    for each in citations(framework):
        what, citation, span = each.what, each.citation, each.span
        if span.source in origins.vocabularies:
            continue
        if not citation.paragraphs:
            says = "that it changes or adds to" if span.source in origins.overlays else "that says so"
            yield Diagnostic("E201", f"{what} cites no paragraph", span, f"Add 'cite' and the paragraph {says}.")
        for number in citation.paragraphs if with_ledger else ():
            paragraph, place = paragraph_of(number), citation.written or citation.span
            if paragraph in framework.ledger:
                continue
            if place.source in origins.overlays:
                hint = "Cite the paragraph that the clause changes or adds to; an overlay cannot add paragraphs."
                yield Diagnostic("E202", f"the ledger has no paragraph {paragraph}", place, hint)
            elif origins.builds_on is None or place.source not in origins.versions:
                hint = "Mend the number, or add the paragraph to ledger.yaml."
                yield Diagnostic("E202", f"the ledger has no paragraph {paragraph}", place, hint)
            elif (what, paragraph) not in told:
                told.add((what, paragraph))
                yield _not_here(what, paragraph, place, origins.builds_on)


def _not_here(what: str, paragraph: str, place: Span, named: Span) -> Diagnostic:
    return Diagnostic(
        "E609",
        f"{what} is taken over, but this version's ledger has no paragraph {paragraph}, which it cites",
        named,
        f"Add paragraph {paragraph} to ledger.yaml if this version's handbook has it; if it moved, write the clause "
        "anew with the new number.",
        also=((place, "it is cited here"),),
    )
