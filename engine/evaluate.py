"""One case under one framework as of one day: every order of events that the case leaves open, every reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from .deeming import deemed, kinds_of
from .evaluation import Evaluation
from .groups import Compiled
from .history import MAX_ORDERS, Case, History, histories
from .merge import merged
from .outcome import Outcome, TurnsOn, changes
from .reads import answered
from .record import amendments, recorded
from .settings import Settings, defaults


def evaluate(
    compiled: Compiled,
    case: Case,
    as_of: dt.date,
    settings: Settings | None = None,
    *,
    known_by: dt.date | None = None,
    turns: bool = True,
) -> Outcome:
    """Where the subject stands, what is decided, and what is due; `turns`: also which readings that turns on.

    `known_by`: the day whose record of the case is asked (None: that of `as_of`).
    """
    taken, by = settings or defaults(compiled.framework), known_by or as_of
    record = recorded(case, compiled.framework, as_of, by)
    works = tuple(evaluations(compiled, record.case, as_of, taken))
    each = [work.outcome() for work in works]
    outcome = merged(each, [work.known.history for work in works])
    told = (
        *record.findings,
        *amendments(case, compiled.framework, record, outcome, lambda told: outcome_of(compiled, told, as_of, taken)),
    )
    turning = tuple(_turning(compiled, record.case, works, each, outcome)) if turns else ()
    return replace(outcome, known_by=by, findings=(*outcome.findings, *told), turns_on=turning)


def _turning(
    compiled: Compiled, case: Case, works: Sequence[Evaluation], each: Sequence[Outcome], outcome: Outcome
) -> Iterator[TurnsOn]:
    """The readings of which another alternative changes the answer, with what it changes.

    `each`: the answers under each history, of which `outcome` is what they come to.
    """
    known = works[0].known
    histories = [work.known.history for work in works]
    for name in readings_read(compiled, case):
        reading = frozenset(clause for clause, reads in compiled.reads.items() if name in reads.readings)
        taken = known.settings.reading(name)
        for other in compiled.framework.readings[name].names:
            if other == taken:
                continue
            settings = known.settings.with_reading(name, other)
            if name in compiled.deeming:  # there may be other histories
                otherwise = outcome_of(compiled, case, known.as_of, settings)
            else:
                again = [work.otherwise(settings, reading, own) for work, own in zip(works, each, strict=True)]
                otherwise = merged(again, histories)
            if changed := changes(outcome, otherwise):
                yield TurnsOn(name, taken, other, changed)


def readings_read(compiled: Compiled, case: Case) -> tuple[str, ...]:
    """The readings that clauses read which may have an answer: no other can change one (semantics 28)."""
    framework = compiled.framework
    happened = {*(event.event for event in case.events), *case.incomplete}
    kinds = {name for event in happened for name in kinds_of(framework, event)}
    read = {name for clause in answered(framework, kinds) for name in compiled.reads[clause].readings}
    return tuple(name for name in framework.readings if name in read)


def evaluation(
    compiled: Compiled, case: Case, as_of: dt.date, settings: Settings, known_by: dt.date | None = None
) -> Evaluation:
    """The work on a case, its events in the canonical order, and each as no more than it surely counts."""
    known = recorded(case, compiled.framework, as_of, known_by or as_of).case
    history = _histories(compiled, known, as_of, settings)[0]
    return Evaluation.of(compiled, known, history, settings, as_of)


def evaluations(compiled: Compiled, case: Case, as_of: dt.date, settings: Settings) -> Iterator[Evaluation]:
    """The work on each history that a case as told allows; what holds in all of them is decided."""
    for history in _histories(compiled, case, as_of, settings):
        yield Evaluation.of(compiled, case, history, settings, as_of)


def _histories(compiled: Compiled, case: Case, as_of: dt.date, settings: Settings) -> tuple[History, ...]:
    """The histories that a case allows: orders of tied events, and what events may count as."""
    orders = histories(case, compiled.framework, as_of)
    found = [each for order in orders for each in deemed(compiled, case, order, settings, as_of)]
    return tuple(found[:MAX_ORDERS])


def outcome_of(compiled: Compiled, case: Case, as_of: dt.date, settings: Settings) -> Outcome:
    """All answers for a case as it is told, whatever its record; not which readings they turn on."""
    found = _histories(compiled, case, as_of, settings)
    return merged([Evaluation.of(compiled, case, each, settings, as_of).outcome() for each in found], found)


def answers_to(compiled: Compiled, case: Case, as_of: dt.date, settings: Settings, clauses: Collection[str]) -> Outcome:
    """Where some lifecycles and rules stand, and what some decisions come to, for a case as it is told."""
    found = _histories(compiled, case, as_of, settings)
    outcomes = [Evaluation.of(compiled, case, each, settings, as_of).answers(clauses) for each in found]
    return merged(outcomes, found)
