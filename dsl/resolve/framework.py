"""All clauses of a framework's files to one `Framework`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from .. import ast, ir
from ..base.diagnostics import Diagnostic
from ..ir.walk import parts_of
from . import clauses as build
from .lifecycles import lifecycle
from .references import Unresolved
from .rules import rule
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

    documents = each(ast.Event, build.document)
    framework = ir.Framework(
        manifest=manifest,
        ledger=ledger,
        domains=symbols.domains,
        groups=symbols.groups,
        facts=symbols.facts,
        events=symbols.events,
        documents={name: found for name, found in documents.items() if found.contents or found.recipients},
        deems=tuple(each(ast.Deem, build.deem).values()),
        defines=each(ast.Define, build.define),
        decisions=each(ast.Decide, build.decision),
        judgements=each(ast.Judge, build.judgement),
        lifecycles=each(ast.Lifecycle, lifecycle),
        rules=each(ast.Rule, rule),
        parameters=each(ast.Parameter, build.parameter),
        readings=each(ast.Reading, build.reading),
        gaps=each(ast.Gap, build.gap),
        succession=_succession(symbols, each(ast.Succeeds, build.succession)),
        content_hash=content_hash,
    )
    return framework, symbols, (*symbols.diagnostics, *_circles(framework))


def _succession(symbols: Symbols, found: dict[str, ir.Succession]) -> ir.Succession | None:
    """What comes of the framework before this one; a framework follows on one alone."""
    first = next(iter(found.values()), None)
    for other in list(found.values())[1:]:
        symbols.fault(
            "E102",
            "a framework succeeds one other, and two are named",
            other.span,
            "Keep one of them.",
            ((first.span, "the first is here"),) if first else (),
        )
    return first


def _circles(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Definitions and decisions that come back to themselves, and events deemed to be themselves; each told once."""
    uses: dict[str, tuple[str, ...]] = {}
    for define in framework.defines.values():
        uses[define.name] = tuple(named_in(define.cond))
    for decision in framework.decisions.values():
        uses[decision.name] = tuple(name for row in decision.rows if row.when for name in named_in(row.when))
    for circle in _found_circles(uses):
        clause: ir.Define | ir.Decision = framework.defines.get(circle[0]) or framework.decisions[circle[0]]
        yield Diagnostic(
            "E106",
            f"'{circle[0]}' is defined by way of itself: {' -> '.join([*circle, circle[0]])}",
            clause.span,
            "Break the circle: one of them must rest on facts or fields alone.",
        )
    counts_as: dict[str, tuple[str, ...]] = {}
    for deem in framework.deems:
        counts_as[deem.event] = (*counts_as.get(deem.event, ()), deem.target)
    for circle in _found_circles(counts_as):
        deemed = next(each for each in framework.deems if each.event == circle[0])
        yield Diagnostic(
            "E106",
            f"'{circle[0]}' counts as itself: {' -> '.join([*circle, circle[0]])}",
            deemed.span,
            "Break the circle: remove one 'deem' from it.",
        )


def _found_circles(uses: dict[str, tuple[str, ...]]) -> Iterator[list[str]]:
    done: set[str] = set()
    for start in uses:
        circle = _circle_from(start, uses, done)
        if circle:
            done.update(circle)
            yield circle


def _circle_from(start: str, uses: dict[str, tuple[str, ...]], done: set[str]) -> list[str]:
    """The names of a circle that can be reached from `start` and is not told yet; none otherwise."""
    path: dict[str, Iterator[str]] = {}  # the names on the way, each with those that are still to be followed from it
    waiting: str | None = start
    while waiting is not None or path:
        if waiting is not None and waiting in path:
            names = list(path)
            return names[names.index(waiting) :]
        if waiting is not None and waiting not in done and waiting in uses:
            path[waiting] = iter(uses[waiting])
        if not path:
            break
        here = next(reversed(path))
        waiting = next(path[here], None)
        if waiting is None:
            done.add(here)
            del path[here]
    return []


def named_in(cond: ir.Cond) -> Iterator[str]:
    """The definitions and decisions that a condition names, those within `where` included."""
    for part in parts_of(cond):
        match part:
            case ir.Holds(define=name) | ir.Chosen(decision=name):
                yield name
            case _:
                continue
