"""Events that count as events of another type, too (semantics 10): which do, is known before any of them is counted."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..dsl import ir
from .binding import Binding
from .groups import Compiled
from .history import MAX_ORDERS, Case, Dated, History
from .settings import Settings
from .valuation import Known

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

    def truth(deem: ir.Deem) -> frozenset[bool]:
        if deem.when is None:
            return frozenset({True})
        return known.truth(deem.when, Binding(event), known.before(event))

    for also in dict.fromkeys(counting_as(compiled, event.occurrence.event, truth)):
        yield replace(event, also=also)


def counting_as(
    compiled: Compiled, type_: str, truth: Callable[[ir.Deem], frozenset[bool]]
) -> Iterator[tuple[str, ...]]:
    """The types as which an event of a type may count, by way of others too, the furthest first; the least first."""
    choices: list[tuple[tuple[str, ...], ...]] = []
    for deem in compiled.deemed_as(type_):
        found = truth(deem)
        further = tuple((*targets, deem.target) for targets in counting_as(compiled, deem.target, truth))
        choices.append((*(((),) if False in found else ()), *(further if True in found else ())))
    for chosen in itertools.product(*choices):
        yield tuple(dict.fromkeys(name for targets in chosen for name in targets))


def kinds_of(framework: ir.Framework, event: str) -> Iterator[str]:
    """The types as which an event of a type may count, its own first; deemings run in no circle."""
    yield event
    for deem in framework.deems:
        if deem.event == event:
            yield from kinds_of(framework, deem.target)
