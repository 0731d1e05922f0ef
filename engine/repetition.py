"""Norms on how often an act is done: the stretches of time counted, and where a norm stands on a count.

Limits and recurrence are one form (semantics 18): a limit is broken by the act after the last that it allows, a
recurrence falls short when its stretch of time is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..dsl import ir
from .atoms import Place
from .binding import Asked, Binding
from .calendar import LONGEST_HOLIDAY, Period, period, reckon
from .life import Status
from .valuation import Known
from .windows import Span, span_of

MAX_STRETCHES = 60
"""How many stretches of time that lie behind are told apart."""

_DAY = dt.timedelta(days=1)
_UNDATED = Span(None, None, False, False)


def stretches(known: Known, repeat: ir.Repeat, of: Binding, asked: Asked, begun: dt.date | None) -> tuple[Span, ...]:
    """The stretches of time that count on the day asked for, the present one last.

    `begun`: the day of the event that gives rise to the norm, before which nothing counts (None: no such event; then
    the present stretch and the one before it).
    """
    match repeat.over:
        case ir.Within(window=window):
            return (span_of(known, window, of, asked),)
        case ir.Rolling(offset=offset):
            length = known.settings.offset(offset)
            first = reckon(asked.day, length.amount, length.unit, ir.Relation.BEFORE, terms=known.case.terms).day
            return (_UNDATED if first is None else Span(first + _DAY, asked.day, True, False),)
        case ir.EachPeriod(period=named, reading=reading):
            name = named if reading is None else known.settings.reading(reading)
            return tuple(reversed(tuple(_periods(known, name, asked.day, begun))))
        case ir.EachStretch(offset=offset, anchor=anchor):
            start = known.anchor(anchor, of, asked)
            if not isinstance(start, dt.date):
                return (_UNDATED,)
            if start > asked.day:
                return (Span(None, None, False, True),)
            return tuple(_from(known, known.settings.offset(offset), start, asked.day))[-MAX_STRETCHES:]


def _periods(known: Known, name: str, day: dt.date, begun: dt.date | None) -> Iterator[Span]:
    """The period of a calendar that holds a day, then those before it."""
    for number in range(MAX_STRETCHES):
        current = _period(known, name, day)
        if current is None:
            if number == 0 or begun is not None:
                yield _UNDATED
            return
        yield Span(current.begins, current.ends, True, False)
        if (begun is None and number == 1) or (begun is not None and current.begins <= begun):
            return
        if current.begins == dt.date.min:
            return
        day = current.begins - _DAY


def _period(known: Known, name: str, day: dt.date) -> Period | None:
    """The period that holds a day; between two terms, the one that is over."""
    found = period(name, day, known.case.terms)
    if found is not None or name != "term":
        return found
    over = [each for each in known.case.terms.terms if each.ends < day]
    ahead = [each for each in known.case.terms.terms if each.begins > day]
    if not over or not ahead or (ahead[0].begins - over[-1].ends).days > LONGEST_HOLIDAY:
        return None
    return Period(over[-1].begins, over[-1].ends)


def _from(known: Known, length: ir.Offset, start: dt.date, day: dt.date) -> Iterator[Span]:
    """Stretches of one length, each reckoned in one step from the start, until the one that holds a day."""
    number, begins = 1, start
    while begins <= day:
        after = reckon(start, length.amount * number, length.unit, terms=known.case.terms).day
        if after is None or after <= begins:
            yield _UNDATED
            return
        yield Span(begins, after - _DAY, True, False)
        number, begins = number + 1, after


def counted(known: Known, days: tuple[tuple[dt.date, frozenset[bool]], ...], span: Span) -> tuple[int, int]:
    """How many acts lie in a stretch of time, at least and at most; `days`: of each act, and whether it counts."""
    inside = [
        counts
        for day, counts in days
        if (span.earliest is None or day >= span.earliest) and (span.latest is None or day <= span.latest)
    ]
    return sum(1 for each in inside if each == {True}), sum(1 for each in inside if True in each)


def most_in_any(
    known: Known, days: tuple[tuple[dt.date, frozenset[bool]], ...], length: ir.Offset
) -> tuple[Span | None, int, int]:
    """The stretch of a length in which most acts lie, the first such, and the most that lie in any, at least and at
    most. Those that end with an act suffice."""
    found: list[tuple[Span, int, int]] = []
    for day, _ in days:
        first = reckon(day, length.amount, length.unit, ir.Relation.BEFORE, terms=known.case.terms).day
        if first is not None:
            span = Span(first + _DAY, day, True, False)
            found.append((span, *counted(known, days, span)))
    if not found:
        return None, 0, 0
    worst, _, _ = max(found, key=lambda each: each[1:])
    return worst, max(sure for _, sure, _ in found), max(perhaps for _, _, perhaps in found)


def status(quantity: ir.Quantity, number: int, count: int, at: Place) -> Status:
    """Where a norm stands on a count, as the asking day stands to the stretch of time."""
    if quantity is ir.Quantity.AT_MOST:
        if count > number:
            return Status.EXCEEDED
        match at:
            case Place.UNKNOWN:
                return Status.UNDETERMINED
            case Place.BEFORE:
                return Status.NOT_YET_OPEN
            case Place.WITHIN:
                return Status.USED if count == number else Status.OPEN
            case Place.AFTER:
                return Status.CLOSED
    if at is Place.UNKNOWN:
        return Status.UNDETERMINED
    if count > number and quantity is ir.Quantity.EXACTLY:
        return Status.EXCEEDED
    if count == number or (count > number and quantity is ir.Quantity.AT_LEAST):
        return Status.MET
    if at is not Place.AFTER and count < number:
        return Status.NOT_YET_OPEN if at is Place.BEFORE else Status.OPEN
    # What 'about' so many means is a judgement, where it is not that very number.
    return Status.UNDETERMINED if quantity is ir.Quantity.ABOUT else Status.OVERDUE


def statuses(quantity: ir.Quantity, number: int, fewest: int, most: int | None, at: Place) -> tuple[Status, ...]:
    """Every status that the count leaves possible; `most` is None where acts may be missing from the record."""
    last = max(fewest, number + 1) if most is None else most
    found = {status(quantity, number, count, at) for count in range(fewest, min(last, number + 1) + 1)}
    if last > number + 1 or fewest > number + 1:
        found.add(status(quantity, number, max(fewest, number + 1), at))
    return tuple(each for each in Status if each in found)
