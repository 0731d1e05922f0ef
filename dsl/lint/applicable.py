"""What need not apply is not tested by what it is not, unless the condition says what holds where it does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic
from ..base.spans import Span
from ..ir.walk import conditions_of
from ..words import Words


def applicable(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Negated tests of optional values (E217): they hold, too, where the value does not apply (semantics 24)."""
    words = Words(framework)
    for cond in conditions_of(framework):
        said = {test.term for test, _ in _tests(cond, False) if _asks_whether(test)}
        for test, span in _tests(cond, False):
            if span is not None and test.term not in said and not _asks_whether(test):
                yield Diagnostic(
                    "E217",
                    f"'{words.cond(ir.Not(test, span))}' also holds where {words.term(test.term)} does not apply",
                    span,
                    "Add 'and … is applicable', or 'or … is not applicable', or name the values that are meant.",
                )


def _asks_whether(test: ir.Test) -> bool:
    """Whether a test asks whether something applies, and nothing else."""
    return test.accepted == frozenset(test.term.domain) - {ir.NOT_APPLICABLE, ir.ABSENT}


def _tests(cond: ir.Cond, negated: bool) -> Iterator[tuple[ir.Test, Span | None]]:
    """The tests of optional values in a condition; with the place of those that are negated."""
    match cond:
        case ir.Test(term=term, span=span):
            if ir.NOT_APPLICABLE in term.domain:
                yield cond, span if negated else None
        case ir.Not(item=item):
            yield from _tests(item, not negated)
        case ir.All(items=items) | ir.AnyOf(items=items):
            for item in items:
                yield from _tests(item, negated)
        case ir.Holds() | ir.Chosen():
            return
