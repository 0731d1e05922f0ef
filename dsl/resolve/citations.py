"""Citations, resolved: the paragraphs on which a clause rests, and where that stands."""

from __future__ import annotations

from .. import ast, ir
from ..base.spans import Span


def cited(cite: ast.Cite | None, span: Span) -> ir.Citation:
    """The citation of a clause; without paragraphs where it has none, which `lint.cited` reports."""
    return citation(cite, span) or ir.Citation((), span)


def citation(cite: ast.Cite | None, span: Span) -> ir.Citation | None:
    """The citation of something that need not have one."""
    if cite is None:
        return None
    return ir.Citation(tuple(name.text for name in cite.paragraphs), span, cite.span)
