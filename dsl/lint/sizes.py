"""No condition grows beyond measure where the names in it are written out, and no rule has too many exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from .. import ir
from ..base.diagnostics import Diagnostic
from ..base.spans import Span
from ..ir.walk import parts_of, tried_by

MAX_PARTS = 10_000
"""Tests, rows and connectives of one clause, with all definitions and decisions that it names written out."""

MAX_DEEP = 200
"""Steps by which the parts of one clause hang on each other: terms side by side, rows, brackets and names in names."""

MAX_EXCEPTIONS = 24
"""Exceptions of one rule."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How many parts there are, and how many of them hang on each other at most."""

    parts: int = 1
    deep: int = 1


def sizes(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Clauses that are too large to be decided (E010). The framework is free of circles."""
    measure = _Measure(framework)
    for name in measure.in_order():
        for told in _told(f"'{name}'", measure.known[name], _clause(framework, name).span):
            measure.known[name] = _Size()  # what rests on it is not told again
            yield told
    for lifecycle in framework.lifecycles.values():
        for transition in lifecycle.transitions:
            yield from _told(
                f"the condition of the transition to '{transition.target}'",
                measure.of(transition.when),
                transition.span,
            )
    for rule in framework.rules.values():
        if len(rule.exceptions) > MAX_EXCEPTIONS:
            yield Diagnostic(
                "E010",
                f"the rule '{rule.name}' has {len(rule.exceptions)} exceptions, and {MAX_EXCEPTIONS} are the most",
                rule.exceptions[MAX_EXCEPTIONS].span,
                "Join exceptions that do the same with 'or', or make two rules of it.",
            )
        conditions = (rule.when, rule.during, *(exception.when for exception in rule.exceptions))
        yield from _told(f"'{rule.name}'", _joined([measure.of(each) for each in conditions]), rule.span)


def _told(what: str, size: _Size, span: Span) -> Iterator[Diagnostic]:
    if size.parts > MAX_PARTS:
        message = f"{what} has more than {MAX_PARTS:,} parts where the names in it are written out"
        hint = "Name each part once: whatever names another twice doubles all that stands in it."
    elif size.deep > MAX_DEEP:
        message = f"the parts of {what} hang on each other in more than {MAX_DEEP} steps"
        hint = "Cut it in two: fewer rows, fewer terms side by side, or fewer names that rest on other names."
    else:
        return
    yield Diagnostic("E010", message, span, hint)


def _clause(framework: ir.Framework, name: str) -> ir.Define | ir.Decision:
    return framework.defines.get(name) or framework.decisions[name]


def _joined(sizes: list[_Size]) -> _Size:
    """Of things that are looked at one after the other: whoever looks at the last stands on all before it."""
    deep = max((place + each.deep for place, each in enumerate(sizes, start=1)), default=0)
    return _Size(1 + sum(each.parts for each in sizes), 1 + deep)


class _Measure:
    """Measures conditions; each definition and decision once, what it names before it."""

    def __init__(self, framework: ir.Framework) -> None:
        self.framework = framework
        self.known: dict[str, _Size] = {}

    def in_order(self) -> Iterator[str]:
        """The names of all definitions and decisions, each once it is measured."""
        for start in (*self.framework.defines, *self.framework.decisions):
            waiting = [start]
            while waiting:
                name = waiting[-1]
                if name in self.known:
                    waiting.pop()
                    continue
                needed = [each for each in self._named(name) if each not in self.known]
                if needed:
                    waiting += needed
                    continue
                waiting.pop()
                self.known[name] = self._whole(name)
                yield name

    def of(self, cond: ir.Cond | None) -> _Size:
        """The size of a condition whose names are measured."""
        return _Size() if cond is None else self._fold(cond, lambda name: self.known.get(name, _Size()))

    def _conditions(self, name: str) -> list[ir.Cond | None]:
        clause = _clause(self.framework, name)
        return [clause.cond] if isinstance(clause, ir.Define) else [row.when for row in clause.rows]

    def _named(self, name: str) -> list[str]:
        named: list[str] = []

        def note(other: str) -> _Size:
            named.append(other)
            return _Size()

        for cond in self._conditions(name):
            if cond is not None:
                self._fold(cond, note)
        return named

    def _whole(self, name: str) -> _Size:
        found = [self.of(cond) for cond in self._conditions(name)]
        return _joined(found) if name in self.framework.decisions else found[0]

    def _fold(self, cond: ir.Cond, of_name: Callable[[str], _Size]) -> _Size:
        match cond:
            case ir.Not(item=item):
                inner = self._fold(item, of_name)
                return _Size(1 + inner.parts, 1 + inner.deep)
            case ir.All(items=items) | ir.AnyOf(items=items):
                return _joined([self._fold(item, of_name) for item in items])
            case ir.Holds(define=name) | ir.Chosen(decision=name):
                beside = [self._fold(each, of_name) for each in islice(parts_of(cond), 1, None)]
                return _joined([of_name(name), *beside])
            case ir.Test(term=term):
                return _joined([self._fold(each, of_name) for each in tried_by(term)])
