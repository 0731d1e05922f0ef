"""Everything in a framework that cites the source: which clause, in words, and which paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import ir
from .base.spans import Span


@dataclass(frozen=True, slots=True)
class Citing:
    """A part of a clause that cites, in words; `owner` is the name of the top-level clause in which it stands."""

    owner: str
    what: str
    citation: ir.Citation
    span: Span


def paragraph_of(citation: str) -> str:
    """The paragraph that a citation names, without the point within it: `51[2]` cites 51."""
    return citation.split("[", 1)[0]


def clauses_by_paragraph(framework: ir.Framework) -> dict[str, tuple[str, ...]]:
    """The top-level clauses that cite each paragraph, in the order in which they are written."""
    cited: dict[str, list[str]] = {}
    for each in citations(framework):
        for number in each.citation.paragraphs:
            cited.setdefault(paragraph_of(number), []).append(each.owner)
    return {number: tuple(dict.fromkeys(names)) for number, names in cited.items()}


def citations(framework: ir.Framework) -> Iterator[Citing]:
    """Every part that cites or ought to."""
    for define in framework.defines.values():
        yield Citing(define.name, f"the definition '{define.name}'", define.citation, define.span)
    for decision in framework.decisions.values():
        for row in decision.rows:
            yield Citing(decision.name, f"the row '{row.value}' of '{decision.name}'", row.citation, row.span)
    for lifecycle in framework.lifecycles.values():
        for state in lifecycle.states:
            if state.citation is not None:
                yield Citing(lifecycle.name, f"the state '{state.name}'", state.citation, state.span)
        for transition in lifecycle.transitions:
            what = f"the transition to '{transition.target}'"
            yield Citing(lifecycle.name, what, transition.citation, transition.span)
    for rule in framework.rules.values():
        yield Citing(rule.name, f"the rule '{rule.name}'", rule.citation, rule.span)
        if rule.window is not None and rule.window.citation is not None:
            yield Citing(rule.name, f"the window of '{rule.name}'", rule.window.citation, rule.window.span)
        if rule.repeat is not None:
            yield Citing(rule.name, f"the repetition of '{rule.name}'", rule.repeat.citation, rule.repeat.span)
        for exception in rule.exceptions:
            what = f"the exception '{exception.name}' of '{rule.name}'"
            yield Citing(rule.name, what, exception.citation, exception.span)
    for parameter in framework.parameters.values():
        yield Citing(parameter.name, f"the parameter '{parameter.name}'", parameter.citation, parameter.span)
    for reading in framework.readings.values():
        yield Citing(reading.name, f"the reading '{reading.name}'", reading.citation, reading.span)
    for judgement in framework.judgements.values():
        yield Citing(judgement.name, f"the judgement '{judgement.name}'", judgement.citation, judgement.span)
        for sign in judgement.signs:
            yield Citing(judgement.name, f"the sign '{sign.name}' of '{judgement.name}'", sign.citation, sign.span)
    for document in framework.documents.values():
        for item in document.contents:
            yield Citing(document.event, f"the content of '{document.event}'", item.citation, item.span)
        for item in document.recipients:
            yield Citing(document.event, f"the recipient '{item.name}' of '{document.event}'", item.citation, item.span)
    for deem in framework.deems:
        yield Citing(deem.event, f"the deeming of '{deem.event}'", deem.citation, deem.span)
    if framework.succession is not None:
        for carried in framework.succession.states:
            what = f"the state '{carried.source}' that is carried over"
            yield Citing("succeeds", what, carried.citation, carried.citation.span)
        for duty in framework.succession.rules:
            yield Citing("succeeds", f"the rule '{duty.rule}' that is carried over", duty.citation, duty.citation.span)
    for gap in framework.gaps.values():
        yield Citing(gap.name, f"the gap '{gap.name}'", gap.citation, gap.span)
