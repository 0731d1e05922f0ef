"""What the ledger says of a paragraph, beside the clauses that cite it."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic, Severity
from ..citing import citations, paragraph_of

MOST_NAMED = 3
"""Clauses that a message names."""


def told(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Paragraphs that clauses are said to say and that none cites, and the other way round (E221, a warning).

    A gap says what is missing: it bears out that a paragraph is said in part, and contradicts nothing else.
    """
    cited: dict[str, dict[str, None]] = {}
    missing: set[str] = set()
    for each in citations(framework):
        for number in each.citation.paragraphs:
            if each.owner in framework.gaps:
                missing.add(paragraph_of(number))
            else:
                cited.setdefault(paragraph_of(number), {})[each.owner] = None
    for number, paragraph in framework.ledger.items():
        owners = list(cited.get(number, ()))
        partly = paragraph.treatment is ir.Treatment.PARTLY
        said = partly or paragraph.treatment is ir.Treatment.MODELLED
        if said == bool(owners) or (partly and number in missing):
            continue
        if said:
            message = f"paragraph {number} is called '{paragraph.treatment}', and no clause cites it"
            hint = f"Add 'cite {number}' to the clause that says it, or give the paragraph another status."
        else:
            named = ", ".join(f"'{name}'" for name in owners[:MOST_NAMED])
            more = " and others" if len(owners) > MOST_NAMED else ""
            verb = "cites" if len(owners) == 1 else "cite"
            message = f"paragraph {number} is called '{paragraph.treatment}', and {named}{more} {verb} it"
            hint = "Set its status to 'modelled' or 'partly', or mend the citation if another paragraph says it."
        yield Diagnostic("E221", message, paragraph.span, hint, Severity.WARNING)
