"""Every norm, decision, exception and transition cites; every citation is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic
from ..base.spans import Span
from ..imports import Origins
from ..ledger import paragraph_of


def cited(framework: ir.Framework, with_ledger: bool, origins: Origins) -> Iterator[Diagnostic]:
    """Citations that are missing (E201), and of paragraphs that the ledger does not have (E202).

    Those of clauses that were taken over are told where the earlier version is named (E609), each clause once for each
    paragraph. A vocabulary cites nothing.
    """
    told: set[tuple[str, str]] = set()
    for what, citation, span in _citations(framework):
        if span.source in origins.vocabularies:
            continue
        if not citation.paragraphs:
            yield Diagnostic("E201", f"{what} cites no paragraph", span, "Add 'cite' and the paragraph that says so.")
        for number in citation.paragraphs if with_ledger else ():
            paragraph, place = paragraph_of(number), citation.written or citation.span
            if paragraph in framework.ledger:
                continue
            if origins.builds_on is None or place.source not in origins.versions:
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
        if rule.repeat is not None:
            yield f"the repetition of '{rule.name}'", rule.repeat.citation, rule.repeat.span
        for exception in rule.exceptions:
            yield f"the exception '{exception.name}' of '{rule.name}'", exception.citation, exception.span
    for parameter in framework.parameters.values():
        yield f"the parameter '{parameter.name}'", parameter.citation, parameter.span
    for reading in framework.readings.values():
        yield f"the reading '{reading.name}'", reading.citation, reading.span
    for judgement in framework.judgements.values():
        yield f"the judgement '{judgement.name}'", judgement.citation, judgement.span
        for sign in judgement.signs:
            yield f"the sign '{sign.name}' of '{judgement.name}'", sign.citation, sign.span
    for document in framework.documents.values():
        for item in document.contents:
            yield f"the content of '{document.event}'", item.citation, item.span
        for item in document.recipients:
            yield f"the recipient '{item.name}' of '{document.event}'", item.citation, item.span
    for deem in framework.deems:
        yield f"the deeming of '{deem.event}'", deem.citation, deem.span
    if framework.succession is not None:
        for carried in framework.succession.states:
            yield f"the state '{carried.source}' that is carried over", carried.citation, carried.citation.span
        for duty in framework.succession.rules:
            yield f"the rule '{duty.rule}' that is carried over", duty.citation, duty.citation.span
    for gap in framework.gaps.values():
        yield f"the gap '{gap.name}'", gap.citation, gap.span
