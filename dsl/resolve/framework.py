"""All clauses of a framework's files to one `Framework`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from .. import ast, ir
from ..base.diagnostics import Diagnostic
from . import clauses as build
from .references import Unresolved
from .symbols import Symbols, collect

C = TypeVar("C", bound=ast.Clause)
T = TypeVar("T")


def resolve(
    clauses: tuple[ast.AnyClause, ...],
    unreadable: frozenset[str],
    manifest: ir.Manifest,
    ledger: dict[str, ir.Paragraph],
    content_hash: str,
) -> tuple[ir.Framework, Symbols, tuple[Diagnostic, ...]]:
    """The framework, the symbols from which it was made, and every fault found.

    A clause with a fault is left out, so the framework is whole only where there are no errors.
    """
    symbols = collect(clauses, unreadable)

    def each(kind: type[C], make: Callable[[C, Symbols], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for clause in symbols.clauses.values():
            if isinstance(clause, kind):
                try:
                    made[clause.name.text] = make(clause, symbols)
                except Unresolved:
                    continue
        return made

    framework = ir.Framework(
        manifest=manifest,
        ledger=ledger,
        domains=symbols.domains,
        groups=symbols.groups,
        facts=symbols.facts,
        events=symbols.events,
        defines=each(ast.Define, build.define),
        decisions=each(ast.Decide, build.decision),
        lifecycles=each(ast.Lifecycle, build.lifecycle),
        rules=each(ast.Rule, build.rule),
        parameters=each(ast.Parameter, build.parameter),
        readings=each(ast.Reading, build.reading),
        gaps=each(ast.Gap, build.gap),
        content_hash=content_hash,
    )
    return framework, symbols, (*symbols.diagnostics, *_circles(framework))


def _circles(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Definitions and decisions that come back to themselves; each circle is told once."""
    uses: dict[str, tuple[str, ...]] = {}
    for define in framework.defines.values():
        uses[define.name] = tuple(named_in(define.cond))
    for decision in framework.decisions.values():
        uses[decision.name] = tuple(name for row in decision.rows if row.when for name in named_in(row.when))
    done: set[str] = set()
    for start in uses:
        circle = _circle_from(start, uses, [], done)
        if circle:
            done.update(circle)
            clause: ir.Define | ir.Decision = framework.defines.get(circle[0]) or framework.decisions[circle[0]]
            yield Diagnostic(
                "E106",
                f"'{circle[0]}' is defined by way of itself: {' -> '.join([*circle, circle[0]])}",
                clause.span,
                "Break the circle: one of them must rest on facts or fields alone.",
            )


def _circle_from(name: str, uses: dict[str, tuple[str, ...]], path: list[str], done: set[str]) -> list[str]:
    """The names of a circle that can be reached from `name` and is not told yet; none otherwise."""
    if name in path:
        return path[path.index(name) :]
    if name in done or name not in uses:
        return []
    for used in uses[name]:
        circle = _circle_from(used, uses, [*path, name], done)
        if circle:
            return circle
    done.add(name)
    return []


def named_in(cond: ir.Cond) -> Iterator[str]:
    """The definitions and decisions that a condition names."""
    match cond:
        case ir.Holds(define=name) | ir.Chosen(decision=name):
            yield name
        case ir.Not(item=item):
            yield from named_in(item)
        case ir.All(items=items) | ir.AnyOf(items=items):
            for item in items:
                yield from named_in(item)
        case ir.Test():
            return
