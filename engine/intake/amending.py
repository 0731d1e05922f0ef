"""Whether corrections, withdrawals and reports fit what they speak of."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from ...dsl import ir
from ...dsl.base.spans import Span, at
from ..history import Case, Later, Occurrence, Report, Withdrawal
from ..record import amending, corrected, corrections_by

Fault = tuple[str, Span, str, tuple[tuple[Span, str], ...]]
"""What is wrong, where, how to mend it, and other places that matter."""


def disordered(moments: tuple[tuple[str, dt.date], ...]) -> Iterator[tuple[str, str]]:
    """Each moment that lies before an earlier one: its name, and how they lie, in words."""
    for (first, day), (second, after) in itertools.pairwise(moments):
        if after < day:
            yield second, f"'{second}' ({after.isoformat()}) lies before '{first}' ({day.isoformat()})"


def faults_of(events: tuple[Occurrence, ...], later: tuple[Later, ...], framework: ir.Framework) -> Iterator[Fault]:
    """What cannot be so, whatever the day of knowing."""
    circles = list(_circles(later))
    yield from circles
    yield from _too_early({each.id: each for each in reversed((*events, *later)) if each.id}, later)
    yield from _of_one_day(later)
    if not circles:
        yield from _versions(events, later, framework)


def _place(entry: Occurrence | Later) -> Span:
    return entry.span or at("")


def _circles(later: tuple[Later, ...]) -> Iterator[Fault]:
    """Withdrawals that withdraw themselves, by way of each other."""
    above = {each.id: each for each in later if isinstance(each, Withdrawal) and each.id}
    told: set[str] = set()
    for id_ in above:
        path: list[str] = []
        while id_ in above and id_ not in told and id_ not in path:
            path.append(id_)
            id_ = above[id_].of
        if id_ in path:
            named = " -> ".join((*path[path.index(id_) :], id_))
            hint = "Name an event, a correction or a report in one of them."
            yield f"withdrawals withdraw each other in a circle: {named}", _place(above[id_]), hint, ()
        told.update(path)


def _too_early(named: dict[str, Occurrence | Later], later: tuple[Later, ...]) -> Iterator[Fault]:
    """What speaks of an entry before that was on the record."""
    for each in later:
        entry = named.get(each.of)
        if entry is None or entry.recorded is None or each.recorded is None or each.recorded >= entry.recorded:
            continue
        days = f"recorded on {each.recorded.isoformat()}, before that was recorded on {entry.recorded.isoformat()}"
        also = ((_place(entry), f"'{each.of}' stands here"),)
        yield f"what is said of '{each.of}' is {days}", _place(each), "Mend one of the two days.", also


def _of_one_day(later: tuple[Later, ...]) -> Iterator[Fault]:
    """Two corrections or withdrawals of one entry that are recorded on one day."""
    first: dict[tuple[str, dt.date], Later] = {}
    for each in later:
        if isinstance(each, Report):
            continue
        before = first.setdefault((each.of, each.recorded), each)
        if before is not each:
            message = f"'{each.of}' is corrected or withdrawn twice on {each.recorded.isoformat()}"
            hint = "Say in one entry what that day brought, or give each its own day in 'recorded'."
            yield message, _place(each), hint, ((_place(before), "the other one is here"),)


def _versions(events: tuple[Occurrence, ...], later: tuple[Later, ...], framework: ir.Framework) -> Iterator[Fault]:
    """Corrections that bring the moments of an event out of order."""
    case = Case("", "", {}, events, {}, later=later)
    chains = amending(later)
    for first in events:
        if not first.id or any(disordered(first.moments)):
            continue
        # Of several entries of one day the first is told; that there are several is told beside it.
        by_day = {each.recorded: each for each in reversed(chains.get(first.id, ()))}
        for day, entry in sorted(by_day.items()):
            corrections = corrections_by(case, day).get(first.id, [])
            version = corrected(first, corrections, framework.events[first.event])
            fault = next(disordered(version.moments), None)
            if fault is not None:
                message = f"with what is said of '{first.id}' here, {fault[1]}"
                yield message, _place(entry), "Mend one of the two days.", ()
                break
