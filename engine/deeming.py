"""Events that count as events of another type, too (semantics 10): which do, is known before any of them is counted."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..dsl import ir
from .groups import Compiled
from .history import MAX_ORDERS, Case, Dated, History
from .settings import Settings
from .valuation import Binding, Known

NOTHING_YET = History((), (), (), ())
"""A history in which nothing has happened."""


def deemed(compiled: Compiled, case: Case, history: History, settings: Settings, as_of: dt.date) -> tuple[History, ...]:
    """The same history with each event as what it counts; several where that is not known.

    At most MAX_ORDERS are given, those that count as least first.
    """
    if not compiled.framework.deems:
        return (history,)
    known = Known(compiled.framework, case, NOTHING_YET, settings, as_of, compiled.filters)
    return counting([tuple(ways(compiled, known, event)) for event in history.past], history)


def counting(every: Sequence[tuple[Dated, ...]], history: History) -> tuple[History, ...]:
    """The history with each event in each of the ways in which it may count."""
    return tuple(replace(history, past=past) for past in itertools.islice(itertools.product(*every), MAX_ORDERS))


def ways(compiled: Compiled, known: Known, event: Dated) -> Iterator[Dated]:
    """The event with each set of types as which it may count besides its own."""
    for also in dict.fromkeys(_targets(compiled, known, event, event.occurrence.event)):
        yield replace(event, also=also)


def _targets(compiled: Compiled, known: Known, event: Dated, type_: str) -> Iterator[tuple[str, ...]]:
    """The types as which an event of a type counts, by way of others too, the furthest first."""
    choices: list[tuple[tuple[str, ...], ...]] = []
    for deem in compiled.deemed_as(type_):
        truth = {True}
        if deem.when is not None:
            truth = set(known.truth(deem.when, Binding(event), known.before(event)))
        further = tuple((*targets, deem.target) for targets in _targets(compiled, known, event, deem.target))
        choices.append((*(((),) if False in truth else ()), *(further if True in truth else ())))
    for chosen in itertools.product(*choices):
        yield tuple(dict.fromkeys(name for targets in chosen for name in targets))


def kinds_of(framework: ir.Framework, event: str) -> Iterator[str]:
    """The types as which an event of a type may count, its own first; deemings run in no circle."""
    yield event
    for deem in framework.deems:
        if deem.event == event:
            yield from kinds_of(framework, deem.target)
