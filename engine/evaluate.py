"""One case under one framework as of one day: every order of events that the case leaves open, every reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..dsl import ir
from . import groups as g
from .deeming import deemed
from .evaluation import Evaluation
from .history import MAX_ORDERS, Case, History, histories
from .merge import merged
from .outcome import Outcome, TurnsOn, changes
from .reads import answered
from .settings import Settings, defaults


def evaluate(
    compiled: g.Compiled, case: Case, as_of: dt.date, settings: Settings | None = None, *, turns: bool = True
) -> Outcome:
    """Where the subject stands, what is decided, and what is due; `turns`: also which readings that turns on."""
    taken = settings or defaults(compiled.framework)
    outcome = _outcome(compiled, case, as_of, taken)
    if not turns:
        return outcome
    found: list[TurnsOn] = []
    for name in _read(compiled, case):
        for other in compiled.framework.readings[name].names:
            if other != taken.reading(name):
                changed = changes(outcome, _outcome(compiled, case, as_of, taken.with_reading(name, other)))
                if changed:
                    found.append(TurnsOn(name, taken.reading(name), other, changed))
    return replace(outcome, turns_on=tuple(found))


def _read(compiled: g.Compiled, case: Case) -> tuple[str, ...]:
    """The readings that clauses read which may have an answer: no other can change one (semantics 28)."""
    framework = compiled.framework
    happened = {*(event.event for event in case.events), *case.incomplete}
    kinds = {name for event in happened for name in _counting(framework, event)}
    read = {name for clause in answered(framework, kinds) for name in compiled.reads[clause].readings}
    return tuple(name for name in framework.readings if name in read)


def _counting(framework: ir.Framework, event: str) -> Iterator[str]:
    """The types as which an event of a type may count; deemings run in no circle."""
    yield event
    for deem in framework.deems:
        if deem.event == event:
            yield from _counting(framework, deem.target)


def evaluation(compiled: g.Compiled, case: Case, as_of: dt.date, settings: Settings) -> Evaluation:
    """The work on a case, its events in the canonical order, and each as no more than it surely counts."""
    history = _histories(compiled, case, as_of, settings)[0]
    return Evaluation.of(compiled, case, history, settings, as_of)


def _histories(compiled: g.Compiled, case: Case, as_of: dt.date, settings: Settings) -> tuple[History, ...]:
    """The histories that a case allows: orders of tied events, and what events may count as."""
    orders = histories(case, compiled.framework, as_of)
    found = [each for order in orders for each in deemed(compiled, case, order, settings, as_of)]
    return tuple(found[:MAX_ORDERS])


def _outcome(compiled: g.Compiled, case: Case, as_of: dt.date, settings: Settings) -> Outcome:
    found = _histories(compiled, case, as_of, settings)
    outcomes = [Evaluation.of(compiled, case, each, settings, as_of).outcome() for each in found]
    return merged(outcomes, found)
