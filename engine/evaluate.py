"""One case under one framework as of one day: every order of events that the case leaves open, every reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from . import groups as g
from .deeming import deemed
from .evaluation import Evaluation
from .history import MAX_ORDERS, Case, History, histories
from .merge import merged
from .outcome import Outcome, TurnsOn, changes
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
    for name, reading in compiled.framework.readings.items():
        for other in reading.names:
            if other != taken.reading(name):
                changed = changes(outcome, _outcome(compiled, case, as_of, taken.with_reading(name, other)))
                if changed:
                    found.append(TurnsOn(name, taken.reading(name), other, changed))
    return replace(outcome, turns_on=tuple(found))


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
