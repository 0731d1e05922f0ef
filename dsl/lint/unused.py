"""Every name is used by something, or answers something."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, ir
from ..base.diagnostics import Diagnostic, Severity
from ..resolve.symbols import Symbols, noun

_ANSWERS = (ast.Decide, ast.Deem, ast.Lifecycle, ast.Rule, ast.Gap, ast.Succeeds)


def unused(framework: ir.Framework, symbols: Symbols) -> Iterator[Diagnostic]:
    """Clauses that answer nothing themselves and that no clause names (E207, a warning)."""
    for name, clause in symbols.clauses.items():
        if isinstance(clause, _ANSWERS) or name in symbols.used or isinstance(clause, (ast.Event, ast.Judge)):
            continue
        if isinstance(clause, ast.Fact) and clause.type.name.text in ir.PLAIN:
            continue  # it is recorded, and cannot be tested
        yield Diagnostic(
            "E207",
            f"nothing uses the {noun(clause)} '{name}'",
            clause.name.span,
            "Use it, or remove it.",
            Severity.WARNING,
        )
