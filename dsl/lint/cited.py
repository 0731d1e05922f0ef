"""Every norm, decision, exception and transition cites; every citation is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic
from ..base.spans import Span
from ..ledger import paragraph_of


def cited(framework: ir.Framework, with_ledger: bool) -> Iterator[Diagnostic]:
    """Citations that are missing (E201), and citations of paragraphs that the ledger does not have (E202)."""
    for what, citation, span in _citations(framework):
        if not citation.paragraphs:
            yield Diagnostic("E201", f"{what} cites no paragraph", span, "Add 'cite' and the paragraph that says so.")
        for number in citation.paragraphs if with_ledger else ():
            if paragraph_of(number) not in framework.ledger:
                yield Diagnostic(
                    "E202",
                    f"the ledger has no paragraph {paragraph_of(number)}",
                    citation.written or citation.span,
                    "Mend the number, or add the paragraph to ledger.yaml.",
                )


def _citations(framework: ir.Framework) -> Iterator[tuple[str, ir.Citation, Span]]:
    for define in framework.defines.values():
        yield f"the definition '{define.name}'", define.citation, define.span
    for decision in framework.decisions.values():
        for row in decision.rows:
            yield f"the row '{row.value}' of '{decision.name}'", row.citation, row.span
    for lifecycle in framework.lifecycles.values():
        for state in lifecycle.states:
            if state.citation is not None:
                yield f"the state '{state.name}'", state.citation, state.span
        for transition in lifecycle.transitions:
            yield f"the transition to '{transition.target}'", transition.citation, transition.span
    for rule in framework.rules.values():
        yield f"the rule '{rule.name}'", rule.citation, rule.span
        if rule.window is not None and rule.window.citation is not None:
            yield f"the window of '{rule.name}'", rule.window.citation, rule.window.span
        for exception in rule.exceptions:
            yield f"the exception '{exception.name}' of '{rule.name}'", exception.citation, exception.span
    for parameter in framework.parameters.values():
        yield f"the parameter '{parameter.name}'", parameter.citation, parameter.span
    for reading in framework.readings.values():
        yield f"the reading '{reading.name}'", reading.citation, reading.span
    for gap in framework.gaps.values():
        yield f"the gap '{gap.name}'", gap.citation, gap.span
